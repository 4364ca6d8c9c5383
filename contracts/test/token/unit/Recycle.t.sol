// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";

contract RecycleTest is MultiAssetTest {
    function test_RefusesAnUnknownSnapshot() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnknownSnapshot.selector, 1, 0));
        token.recycle(1);
    }

    function test_RefusesWhileClaimsAreOpen() external {
        uint256 id = earnAndSnap(1 ether);
        uint256 expiresAt = token.snapshotInfo(id).expiresAt;
        vm.warp(expiresAt);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareClaimOpen.selector, id, expiresAt, expiresAt));
        token.recycle(id);
    }

    function test_RefusesASecondTime() external {
        uint256 id = earnAndSnap(1 ether);
        expire(id);
        token.recycle(id);
        assertTrue(token.isRecycled(id));
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareAlreadyRecycled.selector, id));
        token.recycle(id);
    }

    function test_TheRestIsClaimedWithTheNextSnapshotAndNotSplitAgain() external {
        uint256 id = earnAllAndSnap();
        token.claimForMany(two(alice, bob), one(id));
        expire(id);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Recycled(id, ETH_ASSET, 12 ether);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Recycled(id, address(weth), 12 ether);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Recycled(id, address(usdc), 12e6);
        vm.prank(payer);
        token.recycle(id);
        assertEq(token.pendingRevenue(ETH_ASSET), 12 ether);
        (uint256 claimPool,) = token.pools(ETH_ASSET);
        assertEq(claimPool, 12 ether, "still set aside for claims");

        // The recycled part counts towards the minimum: no new revenue is needed.
        uint256 next = token.snapshot();
        (uint256 claimable,) = token.snapshotRevenue(next, ETH_ASSET);
        assertEq(claimable, 12 ether);
        assertEq(token.redeemableOnBurn(SUPPLY), 40 ether, "the redeem pool stays as it was");
        assertEq(token.claimableRevenue(alice, next), 6 ether);
        assertEq(token.claimableERC20(carol, next, address(usdc)), 2.4e6);
        assertEq(token.pendingRevenue(ETH_ASSET), 0);
    }

    function test_AddsToNewRevenue() external {
        uint256 id = earnAndSnap(10 ether);
        expire(id);
        token.recycle(id);
        uint256 next = earnAndSnap(100 ether);
        (uint256 claimable,) = token.snapshotRevenue(next, ETH_ASSET);
        assertEq(claimable, 66 ether);
    }

    function test_LetsNoOldClaimThrough() external {
        uint256 id = earnAndSnap(10 ether);
        expire(id);
        token.recycle(id);
        assertEq(token.claimableRevenue(alice, id), 0);
        token.claimForMany(one(alice), one(id));
        assertEq(alice.balance, 0);
    }

    function test_DoesNothingWhenAllWasClaimed() external {
        uint256 id = earnAndSnap(10 ether);
        address[] memory accounts = new address[](3);
        (accounts[0], accounts[1], accounts[2]) = (alice, bob, carol);
        token.claimForMany(accounts, one(id));
        expire(id);
        vm.recordLogs();
        token.recycle(id);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(token.pendingRevenue(ETH_ASSET), 0);
    }

    function test_ARecycledErc20IsNotAnnouncedAsNew() external {
        uint256 id = earnAllAndSnap();
        expire(id);
        token.recycle(id);
        vm.recordLogs();
        token.sync(address(usdc));
        assertEq(vm.getRecordedLogs().length, 0);
    }
}
