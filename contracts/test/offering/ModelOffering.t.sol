// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ModelOffering} from "../../src/ModelOffering.sol";
import {IModelOffering} from "../../src/interfaces/IModelOffering.sol";
import {OfferingTest} from "./OfferingTest.sol";

contract ModelOfferingTest is OfferingTest {
    // Construction

    function test_Constructor_KeepsWhatWasSaid() external view {
        assertEq(offering.token(), address(coin));
        assertEq(offering.treasury(), treasury);
        assertEq(offering.stock(), STOCK);
        assertEq(offering.target(), TARGET);
        assertEq(offering.deadline(), deadline);
    }

    function test_Constructor_RefusesNobodyNothingAndThePast() external {
        vm.expectRevert(IModelOffering.OfferingZeroAddress.selector);
        new ModelOffering(address(0), treasury, STOCK, TARGET, deadline);
        vm.expectRevert(IModelOffering.OfferingZeroAddress.selector);
        new ModelOffering(address(coin), address(0), STOCK, TARGET, deadline);
        vm.expectRevert(IModelOffering.OfferingZeroAmount.selector);
        new ModelOffering(address(coin), treasury, 0, TARGET, deadline);
        vm.expectRevert(IModelOffering.OfferingZeroAmount.selector);
        new ModelOffering(address(coin), treasury, STOCK, 0, deadline);
        vm.expectRevert(
            abi.encodeWithSelector(IModelOffering.OfferingBadDeadline.selector, block.timestamp, block.timestamp)
        );
        new ModelOffering(address(coin), treasury, STOCK, TARGET, block.timestamp);
    }

    // Deposits

    function test_Deposit_AddsUp() external {
        _deposit(alice, 3 ether);
        vm.expectEmit();
        emit IModelOffering.Deposited(alice, 4 ether, 7 ether);
        _deposit(alice, 4 ether);
        assertEq(offering.depositOf(alice), 7 ether);
        assertEq(offering.totalDeposits(), 7 ether);
        assertEq(uint256(offering.phase()), uint256(IModelOffering.Phase.Open));
    }

    function test_Deposit_IsPossibleUntilTheDeadlineAndNotAtIt() external {
        vm.warp(deadline - 1);
        _deposit(alice, 1);
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingClosed.selector, deadline, deadline));
        offering.deposit{value: 1}();
    }

    function test_Deposit_RefusesNothing() external {
        vm.expectRevert(IModelOffering.OfferingZeroAmount.selector);
        offering.deposit();
    }

    function test_Deposit_RefusesAnOfferingWithoutItsStock() external {
        coin.burn(address(offering), 1);
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingNotFunded.selector, STOCK - 1, STOCK));
        offering.deposit{value: 1}();
    }

    function test_APlainTransferIsNoDeposit() external {
        deal(alice, 1 ether);
        vm.prank(alice);
        (bool success,) = address(offering).call{value: 1 ether}("");
        assertFalse(success);
    }

    // Missed

    function test_Claim_BelowTheTargetGivesEverythingBack() external {
        _deposit(alice, 60 ether);
        _deposit(bob, TARGET - 60 ether - 1);
        _close();
        assertEq(uint256(offering.phase()), uint256(IModelOffering.Phase.Failed));
        (uint256 tokens, uint256 refundWei) = _claim(alice);
        assertEq(tokens, 0);
        assertEq(refundWei, 60 ether);
        _claim(bob);
        assertEq(bob.balance, TARGET - 60 ether - 1);
        assertEq(address(offering).balance, 0);
    }

    function test_Finalize_BelowTheTargetReturnsTheStock() external {
        _deposit(alice, 60 ether);
        _close();
        vm.expectEmit();
        emit IModelOffering.Finalized(IModelOffering.Phase.Failed, 0, STOCK);
        offering.finalize();
        assertEq(coin.balanceOf(treasury), STOCK);
        assertEq(treasury.balance, 0);
        _claim(alice);
        assertEq(alice.balance, 60 ether);
    }

    function test_AnOfferingNobodyCameToReturnsItsStock() external {
        _close();
        offering.finalize();
        offering.sweepRest();
        assertEq(coin.balanceOf(treasury), STOCK);
    }

    // The rest

    function test_SweepRest_WaitsForAllAndForTheProceeds() external {
        _deposit(alice, 100 ether);
        _deposit(bob, 100 ether);
        _close();
        _claim(alice);
        vm.expectRevert(IModelOffering.OfferingNotFinalized.selector);
        offering.sweepRest();
        offering.finalize();
        vm.expectRevert(abi.encodeWithSelector(IModelOffering.OfferingNotAllClaimed.selector, 100 ether, 200 ether));
        offering.sweepRest();
    }

    function test_SweepRest_TakesTheDustAndWhatWasForcedIn() external {
        address carol = makeAddr("carol");
        _deposit(alice, 100 ether);
        _deposit(bob, 100 ether);
        _deposit(carol, 100 ether);
        _close();
        offering.finalize();
        _claim(alice);
        _claim(bob);
        _claim(carol);
        assertEq(coin.balanceOf(address(offering)), 1, "a third of a million coins is not whole");
        assertEq(address(offering).balance, 2, "200 / 3 ether neither");
        deal(address(offering), 5 ether + 2);
        vm.expectEmit();
        emit IModelOffering.RestSwept(5 ether + 2, 1);
        offering.sweepRest();
        assertEq(treasury.balance, TARGET + 5 ether + 2);
        assertEq(coin.balanceOf(treasury), 1);
    }

    /// Any deposits, claims in any order: every wei and every unit is with a buyer or the treasury, and each buyer got its
    /// fair part whoever claimed before it.
    function testFuzz_ConservationToTheWei(uint96[6] memory amounts, uint8[6] memory order, uint8 finalizeAt) external {
        address[6] memory buyers;
        uint256[6] memory due;
        uint256[6] memory refunds;
        uint256 total;
        for (uint256 i = 0; i < 6; ++i) {
            buyers[i] = makeAddr(string(abi.encodePacked("buyer", i)));
            amounts[i] = uint96(bound(amounts[i], 1, 60 ether));
            _deposit(buyers[i], amounts[i]);
            total += amounts[i];
        }
        _close();
        bool reached = total >= TARGET;
        for (uint256 i = 0; i < 6; ++i) {
            (due[i], refunds[i]) = offering.dueOf(buyers[i]);
            assertEq(due[i], reached ? STOCK * amounts[i] / total : 0);
            assertEq(refunds[i], reached ? (total - TARGET) * amounts[i] / total : amounts[i]);
        }
        for (uint256 i = 0; i < 12; ++i) {
            if (i == finalizeAt % 12) offering.finalize();
            uint256 who = i < 6 ? order[i] % 6 : i - 6;
            if (offering.depositOf(buyers[who]) != 0) _claim(buyers[who]);
        }
        uint256 tokenSum;
        uint256 refundSum;
        for (uint256 i = 0; i < 6; ++i) {
            assertEq(coin.balanceOf(buyers[i]), due[i], "tokens do not depend on others");
            assertEq(buyers[i].balance, refunds[i], "refunds do not depend on others");
            tokenSum += due[i];
            refundSum += refunds[i];
        }
        assertLt(address(offering).balance, 6, "dust, wei");
        assertLt(coin.balanceOf(address(offering)), 6, "dust, units");
        offering.sweepRest();
        assertEq(treasury.balance + refundSum, total);
        assertEq(coin.balanceOf(treasury) + tokenSum, STOCK);
        assertEq(address(offering).balance + coin.balanceOf(address(offering)), 0);
    }

    function testFuzz_NoOverflowAtExtremeSizes(uint128 stock, uint128 target, uint128 a, uint128 b) external {
        stock = uint128(bound(stock, 1, type(uint128).max));
        target = uint128(bound(target, 1, type(uint128).max));
        a = uint128(bound(a, 1, type(uint128).max));
        b = uint128(bound(b, 1, type(uint128).max));
        offering = new ModelOffering(address(coin), treasury, stock, target, deadline);
        coin.mint(address(offering), stock);
        _deposit(alice, a);
        _deposit(bob, b);
        _close();
        offering.finalize();
        _claim(alice);
        _claim(bob);
        offering.sweepRest();
        assertEq(alice.balance + bob.balance + treasury.balance, uint256(a) + b);
        assertEq(coin.balanceOf(alice) + coin.balanceOf(bob) + coin.balanceOf(treasury), stock);
    }
}
