// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";

contract SnapshotTest is MultiAssetTest {
    function test_RefusesBeforeTheIntervalHasPassed() external {
        earnAndSnap(1 ether);
        uint256 notBefore = token.nextSnapshotAt();
        assertEq(notBefore, vm.getBlockTimestamp() + INTERVAL);
        earn(1 ether);
        vm.warp(notBefore - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareSnapshotTooEarly.selector, notBefore, notBefore - 1)
        );
        token.snapshot();
        vm.warp(notBefore);
        token.snapshot();
    }

    function test_TheFirstMayBeTakenAtOnce() external {
        assertEq(token.nextSnapshotAt(), 0);
        earn(1 ether);
        assertEq(token.snapshot(), 1);
    }

    function test_RefusesBeforeTheConfiguredFirstSecond() external {
        IRevenueShareToken.Config memory c = config();
        uint48 first = uint48(vm.getBlockTimestamp() + 30 days);
        c.firstSnapshotAt = first;
        token = deploy(c);
        assertEq(token.nextSnapshotAt(), first);
        earn(1 ether);
        vm.warp(first - 1);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareSnapshotTooEarly.selector, first, first - 1));
        token.snapshot();
        vm.warp(first);
        assertEq(token.snapshot(), 1);
        assertEq(token.nextSnapshotAt(), first + INTERVAL);
    }

    function test_RefusesWhenNobodyEarnedASecondAgo() external {
        token = deploy(config());
        earn(1 ether);
        vm.expectRevert(IRevenueShareToken.RevShareNoSupply.selector);
        token.snapshot();
    }

    function test_RefusesWhenOnlyNonEarningAccountsHold() external {
        IRevenueShareToken.Config memory c = config();
        c.nonEarning = c.holders;
        token = deploy(c);
        earn(1 ether);
        skip(1 days);
        vm.expectRevert(IRevenueShareToken.RevShareNoSupply.selector);
        token.snapshot();
    }

    function test_RefusesBelowTheMinimum() external {
        earn(0.01 ether - 1);
        weth.mint(address(token), 0.01 ether - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareRevenueBelowMinimum.selector, 0.01 ether - 1, 0.01 ether)
        );
        token.snapshot();
        earn(1);
        token.snapshot();
    }

    function test_RefusesNothingEvenWithoutAMinimum() external {
        IRevenueShareToken.Config memory c = config();
        (c.minRevenueWei, c.assets[0].minRevenue, c.assets[1].minRevenue) = (0, 0, 0);
        token = deploy(c);
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareRevenueBelowMinimum.selector, 0, 1));
        token.snapshot();
        earn(1);
        token.snapshot();
    }

    function test_OneAssetWithItsMinimumIsEnoughForAll() external {
        earn(1);
        weth.mint(address(token), 5);
        usdc.mint(address(token), 25e6);
        uint256 id = token.snapshot();
        (uint256 claimable,) = token.snapshotRevenue(id, address(usdc));
        assertEq(claimable, 15e6);
        (claimable,) = token.snapshotRevenue(id, address(weth));
        assertEq(claimable, 3);
        assertEq(token.pendingRevenue(ETH_ASSET), 0);
    }

    function test_AnybodyMayTakeItAndIdsCountUp() external {
        earn(1 ether);
        vm.prank(payer);
        assertEq(token.snapshot(), 1);
        assertEq(earnAndSnap(1 ether), 2);
        assertEq(token.currentSnapshotId(), 2);
    }

    function test_RecordsTheSecondBeforeTheExpiryAndTheSupply() external {
        earn(1 ether);
        uint256 now_ = vm.getBlockTimestamp();
        IRevenueShareToken.SnapshotInfo memory info = token.snapshotInfo(token.snapshot());
        assertEq(info.takenAt, now_);
        assertEq(info.timepoint, now_ - 1);
        assertEq(info.expiresAt, now_ + WINDOW);
        assertEq(info.supply, SUPPLY);
    }

    function testFuzz_SplitsRevenueByTheClaimShare(uint96 revenue, uint16 bps) external {
        IRevenueShareToken.Config memory c = config();
        c.claimShareBps = uint16(bound(bps, 0, 10_000));
        token = deploy(c);
        skip(1);
        uint256 amount = bound(revenue, c.minRevenueWei, type(uint96).max);
        uint256 id = earnAndSnap(amount);
        (uint256 claimable, uint256 claimed) = token.snapshotRevenue(id, ETH_ASSET);
        (uint256 claimPool, uint256 redeemPool) = token.pools(ETH_ASSET);
        assertEq(claimable, amount * c.claimShareBps / 10_000);
        assertEq(claimed, 0);
        assertEq(claimPool, claimable);
        assertEq(claimPool + redeemPool, amount, "nothing is lost in the split");
        assertEq(token.pendingRevenue(ETH_ASSET), 0);
    }

    function test_TellsOfEachAssetWithRevenue() external {
        earnAll(10 ether, 0, 50e6);
        uint48 now_ = uint48(vm.getBlockTimestamp());
        vm.expectEmit(address(token));
        emit IRevenueShareToken.RevenueReceived(address(usdc), address(0), 50e6);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.SnapshotTaken(1, now_ - 1, now_ + WINDOW, SUPPLY);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.SnapshotRevenue(1, ETH_ASSET, 6 ether, 4 ether);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.SnapshotRevenue(1, address(usdc), 30e6, 20e6);
        token.snapshot();
        (uint256 claimable,) = token.snapshotRevenue(1, address(weth));
        assertEq(claimable, 0);
    }

    function test_WhatIsBoughtInItsOwnSecondCountsNothing() external {
        earn(100 ether);
        address buyer = makeAddr("buyer");
        vm.prank(alice);
        token.transfer(buyer, SUPPLY / 2);
        uint256 id = token.snapshot();
        assertEq(token.claimableRevenue(buyer, id), 0);
        assertEq(token.claimableRevenue(alice, id), 30 ether);
    }

    function test_WhatMovesAfterwardsChangesNothing() external {
        uint256 id = earnAndSnap(100 ether);
        address buyer = makeAddr("buyer");
        for (uint256 i = 0; i < 5; ++i) {
            give(buyer, SUPPLY / 20);
        }
        assertEq(token.claimableRevenue(alice, id), 30 ether);
        assertEq(token.claimableRevenue(buyer, id), 0);
    }

    function test_AssetWithoutRevenueIsLeftAlone() external {
        uint256 id = earnAndSnap(1 ether);
        assertEq(token.claimableERC20(alice, id, address(weth)), 0);
        assertEq(token.claimableERC20(alice, id, address(usdc)), 0);
    }

    function test_RevenueThatIsAllForRedemptionGivesNothingToClaim() external {
        IRevenueShareToken.Config memory c = config();
        c.claimShareBps = 0;
        token = deploy(c);
        skip(1);
        uint256 id = earnAndSnap(1 ether);
        assertEq(token.claimableRevenue(alice, id), 0);
        assertEq(token.redeemableOnBurn(SUPPLY), 1 ether);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareNothingDue.selector, alice, id));
        token.claim(id);
    }
}
