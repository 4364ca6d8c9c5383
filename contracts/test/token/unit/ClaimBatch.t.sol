// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {Vm} from "../../base/Vm.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";
import {RefusingAccount} from "../mocks/Accounts.sol";

contract ClaimBatchTest is MultiAssetTest {
    function test_RefusesAnEmptyList() external {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareNothingDue.selector, alice, 0));
        token.claimBatch(new uint256[](0));
    }

    function test_NothingDueGivesTheReasonOfTheFirstId() external {
        uint256 first = earnAndSnap(1 ether);
        uint256 expiresAt = token.snapshotInfo(first).expiresAt;
        expire(first);
        uint256 second = earnAndSnap(1 ether);
        vm.startPrank(alice);
        token.claim(second);
        uint256 now_ = vm.getBlockTimestamp();
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareClaimExpired.selector, first, expiresAt, now_)
        );
        token.claimBatch(two(first, second));
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareNothingDue.selector, alice, second));
        token.claimBatch(two(second, first));
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnknownSnapshot.selector, 9, 2));
        token.claimBatch(two(9, second));
    }

    function test_SkipsWhatIsNotDue() external {
        uint256 expired = earnAndSnap(1 ether);
        expire(expired);
        uint256 claimed = earnAndSnap(10 ether);
        uint256 due = earnAndSnap(100 ether);
        vm.startPrank(alice);
        token.claim(claimed);
        uint256[] memory ids = new uint256[](6);
        (ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]) = (expired, 0, due, claimed, 77, due);
        token.claimBatch(ids);
        assertEq(alice.balance, 33 ether, "3 claimed before and 30 once, though named twice");
    }

    function test_OnePushPerAssetForAllSnapshots() external {
        uint256 a = earnAllAndSnap();
        uint256 b = earnAllAndSnap();
        vm.expectCall(address(usdc), abi.encodeCall(usdc.transfer, (alice, 60e6)), 1);
        vm.recordLogs();
        vm.prank(alice);
        token.claimBatch(two(a, b));
        assertEq(alice.balance, 60 ether);
        assertEq(weth.balanceOf(alice), 60 ether);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 claims;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IRevenueShareToken.Claimed.selector) ++claims;
        }
        assertEq(claims, 6, "one event per snapshot and asset");
    }

    /// @dev 3 assets: 21 snapshots a window, so 45 snapshots are in three.
    function test_RemembersFlagsOfEveryWindowInAnyOrder() external {
        uint256[] memory ids = new uint256[](45);
        for (uint256 i = 0; i < 45; ++i) {
            ids[i] = earnAndSnap(1 ether);
        }
        vm.startPrank(alice);
        token.claim(44);
        token.claim(1);
        token.claim(30);
        assertTrue(token.isClaimed(alice, 1, ETH_ASSET));
        assertTrue(token.isClaimed(alice, 44, ETH_ASSET));
        assertFalse(token.isClaimed(alice, 2, ETH_ASSET));
        assertFalse(token.isClaimed(alice, 45, ETH_ASSET));
        vm.stopPrank();
        token.claimForMany(one(bob), two(5, 40));
        token.claimForMany(one(bob), two(22, 6));

        vm.prank(alice);
        token.claimBatch(ids);
        token.claimForMany(one(bob), ids);
        for (uint256 i = 0; i < 45; ++i) {
            assertTrue(token.isClaimed(alice, ids[i], ETH_ASSET));
            assertTrue(token.isClaimed(bob, ids[i], ETH_ASSET));
            assertFalse(token.isClaimed(alice, ids[i], address(weth)), "the neighbouring flags are others'");
        }
        assertEq(alice.balance, 45 * 0.3 ether);
        assertEq(bob.balance, 45 * 0.18 ether);
    }

    /// @dev `claim` has a short way for snapshots of ETH alone.
    /// @param kind bits: with WETH, paid already, too late
    function testFuzz_ABatchOfOneIsAClaim(uint96 revenue, uint112 part, uint8 kind) external {
        address holder = makeAddr("holder");
        give(holder, bound(part, 1, SUPPLY / 2));
        if (kind & 1 != 0) weth.mint(address(token), 1 ether);
        uint256 id = earnAndSnap(bound(revenue, 0.01 ether, type(uint96).max));
        if (kind & 2 != 0) token.claimForMany(one(holder), one(id));
        if (kind & 4 != 0) expire(id);
        uint256 state = vm.snapshotState();
        bytes32 claimed = _outcome(holder, abi.encodeCall(token.claim, (id)), id);
        vm.revertToState(state);
        bytes32 batched = _outcome(holder, abi.encodeCall(token.claimBatch, (one(id))), id);
        assertEq(batched, claimed, "same answer, logs and state");
    }

    function test_SaysWhichPushFailedWhenNothingIsPaid() external {
        RefusingAccount holder = new RefusingAccount();
        give(address(holder), SUPPLY / 10);
        uint256 a = earnAndSnap(100 ether);
        uint256 b = earnAndSnap(50 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevSharePushFailed.selector, ETH_ASSET, address(holder), 9 ether)
        );
        holder.run(address(token), abi.encodeCall(token.claimBatch, (two(a, b))));
        assertFalse(token.isClaimed(address(holder), a, ETH_ASSET));
    }

    /// @return everything that a call answers, logs and changes
    function _outcome(address holder, bytes memory payload, uint256 id) private returns (bytes32) {
        vm.recordLogs();
        vm.prank(holder);
        (bool ok, bytes memory answer) = address(token).call(payload);
        bytes32 logs = keccak256(abi.encode(vm.getRecordedLogs()));
        return keccak256(abi.encode(ok, answer, logs, _state(holder, id)));
    }

    function _state(address holder, uint256 id) private view returns (bytes32) {
        (uint256 claimPool, uint256 redeemPool) = token.pools(ETH_ASSET);
        (, uint256 claimed) = token.snapshotRevenue(id, ETH_ASSET);
        bool flagged = token.isClaimed(holder, id, ETH_ASSET);
        return keccak256(abi.encode(holder.balance, weth.balanceOf(holder), claimPool, redeemPool, claimed, flagged));
    }

    function test_AFailedPushTakesBackFlagsOfEveryWindow() external {
        RefusingAccount holder = new RefusingAccount();
        give(address(holder), SUPPLY / 10);
        uint256[] memory ids = new uint256[](23);
        weth.mint(address(token), 1 ether);
        for (uint256 i = 0; i < 23; ++i) {
            ids[i] = earnAndSnap(1 ether);
        }
        // weth of the first snapshot goes out, ETH of all 23 doesn't.
        holder.run(address(token), abi.encodeCall(token.claimBatch, (ids)));
        for (uint256 i = 0; i < 23; ++i) {
            assertFalse(token.isClaimed(address(holder), ids[i], ETH_ASSET));
            assertEq(token.claimableRevenue(address(holder), ids[i]), 0.06 ether);
        }
        assertTrue(token.isClaimed(address(holder), 1, address(weth)));
        holder.setAccepts(true);
        holder.run(address(token), abi.encodeCall(token.claimBatch, (ids)));
        assertEq(address(holder).balance, 23 * 0.06 ether);
    }
}
