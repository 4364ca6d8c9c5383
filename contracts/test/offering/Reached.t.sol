// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ModelOffering} from "../../src/ModelOffering.sol";
import {IModelOffering} from "../../src/interfaces/IModelOffering.sol";
import {Reenterer, Refuser} from "../router/Mocks.sol";
import {OfferingTest} from "./OfferingTest.sol";

contract ReachedTest is OfferingTest {
    function test_Claim_AtExactlyTheTargetRefundsNothing() external {
        _deposit(alice, 75 ether);
        _deposit(bob, 25 ether);
        _close();
        assertEq(uint256(offering.phase()), uint256(IModelOffering.Phase.Succeeded));
        vm.expectEmit();
        emit IModelOffering.Claimed(alice, alice, STOCK * 3 / 4, 0);
        _claim(alice);
        _claim(bob);
        assertEq(coin.balanceOf(alice), STOCK * 3 / 4);
        assertEq(coin.balanceOf(bob), STOCK / 4);
    }

    function test_Claim_AboveTheTargetIsProRataWithTheExcessBack() external {
        _deposit(alice, 300 ether);
        _deposit(bob, 100 ether);
        _close();
        offering.finalize();
        (uint256 tokens, uint256 refundWei) = _claim(alice);
        assertEq(tokens, STOCK * 3 / 4);
        assertEq(refundWei, 225 ether, "75 for three quarters of the stock");
        (tokens, refundWei) = _claim(bob);
        assertEq(tokens, STOCK / 4);
        assertEq(refundWei, 75 ether);
        assertEq(treasury.balance, TARGET);
        assertEq(address(offering).balance, 0);
    }

    function test_Claim_GoesWhereTheBuyerSays() external {
        _deposit(alice, 200 ether);
        _close();
        vm.prank(alice);
        offering.claim(bob);
        assertEq(coin.balanceOf(bob), STOCK);
        assertEq(bob.balance, 100 ether);
    }

    function test_Claim_WaitsForTheDeadline() external {
        _deposit(alice, 200 ether);
        vm.warp(deadline - 1);
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingStillOpen.selector, deadline, deadline - 1));
        _claim(alice);
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingStillOpen.selector, deadline, deadline - 1));
        offering.finalize();
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingStillOpen.selector, deadline, deadline - 1));
        offering.sweepRest();
    }

    function test_Claim_PaysOnceAndOnlyBuyers() external {
        _deposit(alice, 200 ether);
        _close();
        _claim(alice);
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingNothingDue.selector, alice));
        _claim(alice);
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingNothingDue.selector, bob));
        _claim(bob);
    }

    function test_Claim_RefusesTheZeroAddress() external {
        _deposit(alice, 200 ether);
        _close();
        vm.expectRevert(IModelOffering.OfferingZeroAddress.selector);
        vm.prank(alice);
        offering.claim(address(0));
    }

    function test_Claim_KeepsTheDepositOfAPayeeThatRefuses() external {
        address refuser = address(new Refuser());
        _deposit(alice, 300 ether);
        _close();
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingEthRefused.selector, refuser, 200 ether));
        vm.prank(alice);
        offering.claim(refuser);
        (, uint256 refundWei) = _claim(alice);
        assertEq(refundWei, 200 ether);
    }

    function test_Attack_ABuyerCannotReenter() external {
        Reenterer reenterer = new Reenterer();
        _deposit(address(reenterer), 300 ether);
        _deposit(alice, 300 ether);
        _close();
        bytes[3] memory calls = [
            abi.encodeCall(offering.claim, (address(reenterer))),
            abi.encodeCall(offering.finalize, ()),
            abi.encodeCall(offering.sweepRest, ())
        ];
        uint256 state = vm.snapshotState();
        for (uint256 i = 0; i < 3; ++i) {
            reenterer.aim(address(offering), calls[i]);
            _claim(address(reenterer));
            assertTrue(reenterer.entered());
            assertFalse(reenterer.succeeded(), "re-entered");
            assertEq(address(reenterer).balance, 250 ether);
            vm.revertToState(state);
            state = vm.snapshotState();
        }
    }

    function test_Finalize_SendsExactlyTheTargetOnce() external {
        _deposit(alice, 333 ether);
        _close();
        vm.expectEmit();
        emit IModelOffering.Finalized(IModelOffering.Phase.Succeeded, TARGET, 0);
        vm.prank(bob);
        offering.finalize();
        assertEq(treasury.balance, TARGET);
        assertTrue(offering.isFinalized());
        vm.expectRevert(IModelOffering.OfferingAlreadyFinalized.selector);
        offering.finalize();
    }

    function test_Finalize_OfATreasuryThatRefusesHarmsNoBuyer() external {
        address refuser = address(new Refuser());
        offering = new ModelOffering(address(coin), refuser, STOCK, TARGET, deadline);
        coin.mint(address(offering), STOCK);
        _deposit(alice, 300 ether);
        _close();
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingEthRefused.selector, refuser, TARGET));
        offering.finalize();
        _claim(alice);
        assertEq(coin.balanceOf(alice), STOCK);
        Refuser(payable(refuser)).setWilling(true);
        offering.finalize();
        assertEq(refuser.balance, TARGET);
    }
}
