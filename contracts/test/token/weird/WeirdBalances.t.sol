// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {BareAsset, BrokenAsset, FeeAsset, RebasingAsset, SilentAsset} from "./WeirdAssets.sol";
import {WeirdTest} from "./WeirdTest.sol";

/// @title Whatever a listed ERC-20's balance does, ETH, the other assets and the other holders are paid
contract WeirdBalancesTest is WeirdTest {
    function test_ByFeeOnTop_TheLastClaimsWaitForNewRevenue() external {
        uint256 id = earnWith(address(new FeeAsset(true)));
        claimAll(id);
        expectTheRestIsPaid();
        assertEq(BareAsset(weird).balanceOf(alice), 30 ether);
        // Fees took 0.6 of the 40 that redeem; burning it all can't be paid, forfeiting can.
        burnAll(alice);
        burnAll(bob);
        vm.prank(carol);
        vm.expectPartialRevert(IRevenueShareToken.RevSharePushFailed.selector);
        token.burn(SUPPLY / 5);
        BareAsset(weird).mint(address(token), 2 ether);
        burnAll(carol);
        assertEq(carol.balance, 20 ether);
    }

    function test_ByRebasingUp_TheGainIsRevenue() external {
        uint256 id = earnWith(address(new RebasingAsset()));
        RebasingAsset(weird).rebase(150);
        assertEq(token.pendingRevenue(weird), 50 ether);
        assertEq(token.claimableERC20(alice, id, weird), 30 ether);
        claimAll(id);
        expectTheRestIsPaid();
        uint256 next = snap();
        assertApproxEqAbs(token.claimableERC20(alice, next, weird), 15 ether, 10);
    }

    function test_ByRebasingDown_WhoComesFirstIsPaidAndTheOthersCanWait() external {
        uint256 id = earnWith(address(new RebasingAsset()));
        RebasingAsset(weird).rebase(25);
        assertEq(token.pendingRevenue(weird), 0);
        // 25 are left for claims of 60: bob's 18 come first, then neither 30 nor 12 fit any more.
        token.claimForMany(two(bob, alice), one(id));
        token.claimForMany(one(carol), one(id));
        expectTheRestIsPaid();
        assertEq(BareAsset(weird).balanceOf(bob), 18 ether);
        assertEq(BareAsset(weird).balanceOf(alice), 0);
        assertFalse(token.isClaimed(alice, id, weird));
        assertEq(token.claimableERC20(carol, id, weird), 12 ether);
        // ETH goes on. New revenue fills the gap before it counts as new: 28 are held for 42 + 40.
        earnAndSnap(10 ether);
        RebasingAsset(weird).rebase(100);
        BareAsset(weird).mint(address(token), 55 ether);
        assertEq(token.pendingRevenue(weird), 1 ether);
        token.claimForMany(two(alice, carol), one(id));
        assertApproxEqAbs(BareAsset(weird).balanceOf(alice), 30 ether, 10);
        assertApproxEqAbs(BareAsset(weird).balanceOf(carol), 12 ether, 10);
    }

    function test_ByHavingNoCodeAnyMore_NothingCountsAsPaid() external {
        uint256 id = earnWith(address(new SilentAsset()));
        bytes memory code = weird.code;
        vm.etch(weird, "");
        claimAll(id);
        expectTheRestIsPaid();
        assertFalse(token.isClaimed(alice, id, weird));
        earnAndSnap(10 ether);
        vm.etch(weird, code);
        claimAll(id);
        assertEq(BareAsset(weird).balanceOf(alice), 30 ether);
    }

    function test_ByFaultsOfBalanceOf_SnapshotsGoOn() external {
        uint256 id = earnWith(address(new BrokenAsset()));
        BrokenAsset.Fault[5] memory faults = [
            BrokenAsset.Fault.Balance,
            BrokenAsset.Fault.Gas,
            BrokenAsset.Fault.RevertBomb,
            BrokenAsset.Fault.ShortAnswer,
            BrokenAsset.Fault.Bomb
        ];
        for (uint256 i = 0; i < 5; ++i) {
            BrokenAsset(weird).setFault(faults[i]);
            assertEq(token.pendingRevenue(weird), 0);
            token.sync(weird);
            earnAndSnap(10 ether);
        }
        BrokenAsset(weird).setFault(BrokenAsset.Fault.None);
        // Nothing was lost: what arrived meanwhile is seen now.
        BareAsset(weird).mint(address(token), 10 ether);
        uint256 next = earnAndSnap(10 ether);
        assertEq(token.claimableERC20(alice, next, weird), 3 ether);
        claimAll(id);
        assertEq(BareAsset(weird).balanceOf(bob), 18 ether);
    }

    function test_ByAbsurdBalances_NothingOverflows() external {
        uint256 id = earnWith(address(new BrokenAsset()));
        BrokenAsset(weird).setFault(BrokenAsset.Fault.Absurd);
        for (uint256 i = 0; i < 3; ++i) {
            earnAndSnap(10 ether);
        }
        claimAll(id);
        expectTheRestIsPaid();
        // What was paid out seems to have come back, as the asset would have it.
        assertEq(token.pendingRevenue(weird), 60 ether);
        token.claimForMany(two(alice, bob), two(2, 3));
        assertEq(alice.balance, 36 ether);
    }

    function test_WithSixDecimals_SharesAreExactToTheUnit() external {
        uint256 id = earnWith(address(new SilentAsset()));
        good.mint(address(token), 7);
        uint256 next = earnAndSnap(1 ether);
        // 4 of 7 units are claimable (60 %, rounded down): 2, 1 and 0 of them.
        assertEq(token.claimableERC20(alice, next, address(good)), 2);
        assertEq(token.claimableERC20(bob, next, address(good)), 1);
        assertEq(token.claimableERC20(carol, next, address(good)), 0);
        claimAll(next);
        claimAll(id);
        assertEq(good.balanceOf(alice), 30e6 + 2);
        expectSolvent();
        // The unit that rounding left isn't stuck.
        expire(next);
        token.recycle(next);
        assertEq(token.pendingRevenue(address(good)), 1);
    }
}
