// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {
    BareAsset,
    BlocklistingAsset,
    BrokenAsset,
    FalseAsset,
    FeeAsset,
    HookAsset,
    SilentAsset
} from "./WeirdAssets.sol";
import {WeirdTest} from "./WeirdTest.sol";

/// @title However a listed ERC-20 is paid out, ETH, the other assets and the other holders are paid
contract WeirdTransfersTest is WeirdTest {
    function test_ByFee_HoldersGetWhatTheFeeLeaves() external {
        uint256 id = earnWith(address(new FeeAsset(false)));
        claimAll(id);
        expectTheRestIsPaid();
        assertEq(BareAsset(weird).balanceOf(alice), 29.7 ether);
        assertEq(BareAsset(weird).balanceOf(carol), 11.88 ether);
        expectSolvent();
    }

    function test_ByReturningFalse_TheShareStaysClaimable() external {
        uint256 id = earnWith(address(new FalseAsset()));
        expectStaysClaimableThenIsPaid(id);
    }

    function test_ByReturningNeitherTrueNorFalse_TheShareStaysClaimable() external {
        uint256 id = earnWith(address(new FalseAsset()));
        FalseAsset(weird).setAnswer(2);
        expectStaysClaimableThenIsPaid(id);
    }

    function test_ByReturningNothing_ItIsPaid() external {
        uint256 id = earnWith(address(new SilentAsset()));
        claimAll(id);
        expectTheRestIsPaid();
        assertEq(BareAsset(weird).balanceOf(alice), 30 ether);
        expectSolvent();
    }

    function test_ByFaultsOfTransfer_TheShareStaysClaimable() external {
        BrokenAsset.Fault[6] memory faults = [
            BrokenAsset.Fault.Transfer,
            BrokenAsset.Fault.Gas,
            BrokenAsset.Fault.RevertBomb,
            BrokenAsset.Fault.Bomb,
            BrokenAsset.Fault.ShortAnswer,
            BrokenAsset.Fault.None
        ];
        uint256 id = earnWith(address(new BrokenAsset()));
        for (uint256 i = 0; i < 5; ++i) {
            BrokenAsset(weird).setFault(faults[i]);
            uint256 gasBefore = gasleft();
            claimAll(id);
            assertLt(gasBefore - gasleft(), 1_600_000, "three pushes can't cost more than they are given");
            assertFalse(token.isClaimed(bob, id, weird));
        }
        expectTheRestIsPaid();
        BrokenAsset(weird).setFault(faults[5]);
        claimAll(id);
        assertEq(BareAsset(weird).balanceOf(bob), 18 ether);
        expectSolvent();
    }

    function test_ByBlocking_OnlyTheBlockedWaits() external {
        uint256 id = earnWith(address(new BlocklistingAsset()));
        BlocklistingAsset(weird).setBlocked(alice, true);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.ClaimPushFailed(alice, id, weird, alice, 30 ether);
        claimAll(id);
        expectTheRestIsPaid();
        assertEq(BareAsset(weird).balanceOf(bob), 18 ether);
        assertEq(token.claimableERC20(alice, id, weird), 30 ether);
        // Redemption in the other assets is not blocked either, and alice may name another recipient.
        vm.prank(alice);
        token.burnForfeiting(1 ether, one(weird));
        vm.prank(alice);
        token.setRecipient(payer);
        token.claimForMany(one(alice), one(id));
        assertEq(BareAsset(weird).balanceOf(payer), 30 ether);
    }

    function test_ByBlockingTheToken_NothingElseIsBlocked() external {
        uint256 id = earnWith(address(new BlocklistingAsset()));
        BlocklistingAsset(weird).setBlocked(address(token), true);
        claimAll(id);
        expectTheRestIsPaid();
        earnAndSnap(1 ether);
        expire(id);
        token.recycle(id);
        BlocklistingAsset(weird).setBlocked(address(token), false);
        uint256 next = snap();
        assertEq(token.claimableERC20(alice, next, weird), 30 ether, "recycled whole");
    }

    function test_ByReentering_NothingIsGained() external {
        HookAsset hook = new HookAsset();
        uint256 id = earnWith(address(hook));
        earn(1 ether);
        skip(INTERVAL);
        vm.prank(alice);
        token.transfer(address(hook), 1 ether);
        bytes[] memory payloads = new bytes[](9);
        payloads[0] = abi.encodeCall(token.snapshot, ());
        payloads[1] = abi.encodeCall(token.claim, (id));
        payloads[2] = abi.encodeCall(token.claimBatch, (one(id)));
        payloads[3] = abi.encodeCall(token.claimFor, (carol, one(id)));
        payloads[4] = abi.encodeCall(token.claimForMany, (one(carol), one(id)));
        payloads[5] = abi.encodeCall(token.burn, (1));
        payloads[6] = abi.encodeCall(token.recycle, (id));
        payloads[7] = abi.encodeCall(token.sync, (weird));
        payloads[8] = abi.encodeCall(token.sendToTreasury, (weird));
        hook.onTransfer(address(token), payloads);
        claimAll(id);
        assertGt(hook.attempts(), 50, "it did try");
        assertEq(hook.successes(), 0);
        expectTheRestIsPaid();
        assertEq(hook.balanceOf(alice), 30 ether);
        expectSolvent();
    }

    /// @dev The holder's word, which has both the balance and the flags, is written while the call is at work on it.
    function test_ByMovingTheHoldersTokensInThePush_NothingIsGained() external {
        HookAsset hook = new HookAsset();
        IRevenueShareToken.Config memory c = config();
        c.holders[2] = address(hook);
        c.assets = new IRevenueShareToken.AssetConfig[](1);
        c.assets[0] = IRevenueShareToken.AssetConfig(address(hook), 1);
        token = deploy(c);
        skip(1);
        hook.mint(address(token), 100 ether);
        uint256 id = earnAndSnap(100 ether);
        bytes[] memory payloads = new bytes[](2);
        payloads[0] = abi.encodeCall(token.transfer, (bob, 1 ether));
        payloads[1] = abi.encodeCall(token.setRecipient, (alice));
        hook.onTransfer(address(token), payloads);
        vm.prank(address(hook));
        token.setRecipient(carol);
        address[] memory accounts = new address[](3);
        (accounts[0], accounts[1], accounts[2]) = (address(hook), bob, address(hook));
        token.claimForMany(accounts, one(id));
        assertEq(hook.successes(), 8, "two calls before and after each of two pushes");
        assertEq(token.balanceOf(address(hook)), SUPPLY / 5 - 4 ether);
        assertEq(token.balanceOf(bob), SUPPLY * 3 / 10 + 4 ether);
        assertTrue(token.isClaimed(address(hook), id, address(hook)));
        assertEq(token.earningBalanceAt(address(hook), id), SUPPLY / 5);
        assertEq(hook.balanceOf(carol), 12 ether);
        assertEq(carol.balance, 12 ether);
        assertEq(hook.balanceOf(bob), 18 ether);
        assertEq(token.recipientOf(address(hook)), alice);
        weird = address(hook);
        (uint256 balance, uint256 reserved) = balanceAndPools(weird);
        assertEq(balance, reserved);
    }
}
