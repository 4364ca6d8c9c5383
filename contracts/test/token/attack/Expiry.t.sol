// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {AttackTest} from "./AttackTest.sol";

/// @title Making others' claims expire, and poisoning a batch
contract ExpiryAttackTest is AttackTest {
    function test_EmptySnapshots_ExpireNobodysClaim() external {
        address small = makeAddr("small");
        giveAll(small, SUPPLY / 20);
        fund(address(window), 100 ether);
        fund(address(token), 100 ether);
        skip(INTERVAL);
        window.snapshot();
        uint256 id = token.snapshot();
        uint256 before = window.claimableRevenue(small, 1);
        assertEq(before, 4 ether);
        assertEq(token.claimableRevenue(small, id), 4 ether);

        vm.startPrank(payer);
        for (uint256 i = 0; i < 2; ++i) {
            skip(INTERVAL + 1);
            window.snapshot();
            vm.expectPartialRevert(IRevenueShareToken.RevShareRevenueBelowMinimum.selector);
            token.snapshot();
            // Paying for real snapshots doesn't help either: a window is time.
            fund(address(token), 0.01 ether);
            token.snapshot();
        }
        vm.stopPrank();
        vm.prank(small);
        vm.expectRevert("snapshot unclaimable");
        window.claim(1);
        vm.prank(small);
        token.claim(id);
        report("lost of 4 ETH due, after two empty snapshots", before, 4 ether - small.balance);
        assertEq(small.balance, 4 ether);
    }

    function test_PoisonedBatch_PaysTheRest() external {
        uint256[] memory ids = new uint256[](3);
        for (uint256 i = 0; i < 3; ++i) {
            fund(address(reference_), 10 ether);
            fund(address(token), 10 ether);
            vm.roll(vm.getBlockNumber() + 2_000);
            reference_.snapshot();
            ids[i] = snap();
        }
        // One of them was claimed before the batch is mined.
        vm.startPrank(bob);
        reference_.claim(2);
        token.claim(2);
        uint256 naive = bob.balance;
        vm.expectRevert("ERC7641: no claimable ETH");
        reference_.claimBatch(ids);
        naive = bob.balance - naive;
        uint256 ours = bob.balance;
        token.claimBatch(ids);
        ours = bob.balance - ours;
        report("paid of 4.8 ETH by a batch with one bad id", naive, ours);
        assertEq(naive, 0);
        assertEq(ours, 4.8 ether);
    }
}
