// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";

contract SetRecipientTest is TokenTest {
    function test_RefusesTheTokenItself() external {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidRecipient.selector, token));
        token.setRecipient(address(token));
    }

    function test_PaysClaimsAndRedemptionsThere() external {
        uint256 id = earnAndSnap(100 ether);
        assertEq(token.recipientOf(alice), alice);
        vm.startPrank(alice);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.RecipientSet(alice, payer);
        token.setRecipient(payer);
        assertEq(token.recipientOf(alice), payer);
        token.claim(id);
        assertEq(payer.balance, 30 ether);
        token.burn(SUPPLY / 2);
        assertEq(payer.balance, 50 ether);
        assertEq(alice.balance, 0);
    }

    function test_TheOwnNameAndNobodyLeadBackToTheAccount() external {
        uint256 id = earnAndSnap(100 ether);
        vm.startPrank(alice);
        token.setRecipient(payer);
        token.setRecipient(address(0));
        assertEq(token.recipientOf(alice), alice);
        token.claim(id);
        assertEq(alice.balance, 30 ether);
    }

    function test_LeavesTheRestOfTheHoldersWordAlone() external {
        uint256 id = earnAndSnap(100 ether);
        vm.startPrank(alice);
        token.claim(id);
        token.setRecipient(payer);
        token.setRecipient(address(0));
        assertTrue(token.isClaimed(alice, id, ETH_ASSET));
        assertEq(token.balanceOf(alice), SUPPLY / 2);
        assertTrue(token.earnsRevenue(alice));
        assertEq(token.earningBalanceAt(alice, id), SUPPLY / 2);
    }

    function test_ANonEarningAccountStaysOne() external {
        IRevenueShareToken.Config memory c = config();
        c.nonEarning = one(carol);
        token = deploy(c);
        vm.startPrank(carol);
        token.setRecipient(payer);
        assertFalse(token.earnsRevenue(carol));
        token.setRecipient(address(0));
        assertFalse(token.earnsRevenue(carol));
    }

    function test_TheForwarderSetsTheSigners() external {
        ERC2771Forwarder.ForwardRequestData memory request =
            signedRequest(aliceKey, abi.encodeCall(token.setRecipient, (bob)), 100_000);
        forwarder.execute(request);
        assertEq(token.recipientOf(alice), bob);
        assertEq(token.recipientOf(address(forwarder)), address(forwarder));
    }
}
