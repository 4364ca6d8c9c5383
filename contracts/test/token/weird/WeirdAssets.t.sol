// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";
import {TestAsset} from "../mocks/TestAsset.sol";
import {
    BareAsset,
    BlocklistingAsset,
    BrokenAsset,
    FalseAsset,
    FeeAsset,
    HookAsset,
    RebasingAsset,
    SilentAsset
} from "./WeirdAssets.sol";

/// @title Whatever a listed ERC-20 does, ETH, the other assets and the other holders are paid
contract WeirdAssetsTest is TokenTest {
    TestAsset private _good;
    address private _weird;

    function setUp() public override {
        _good = new TestAsset("GOOD", 6);
        super.setUp();
    }

    function test_ByFee_HoldersGetWhatTheFeeLeaves() external {
        uint256 id = _earn(address(new FeeAsset(false)));
        _claimAll(id);
        _expectTheRestIsPaid();
        assertEq(BareAsset(_weird).balanceOf(alice), 29.7 ether);
        assertEq(BareAsset(_weird).balanceOf(carol), 11.88 ether);
        _expectSolvent();
    }

    function test_ByFeeOnTop_TheLastClaimsWaitForNewRevenue() external {
        uint256 id = _earn(address(new FeeAsset(true)));
        _claimAll(id);
        _expectTheRestIsPaid();
        assertEq(BareAsset(_weird).balanceOf(alice), 30 ether);
        // Fees took 0.6 of the 40 that redeem; burning it all can't be paid, forfeiting can.
        _burnAll(alice);
        _burnAll(bob);
        vm.prank(carol);
        vm.expectPartialRevert(IRevenueShareToken.RevSharePushFailed.selector);
        token.burn(SUPPLY / 5);
        BareAsset(_weird).mint(address(token), 2 ether);
        _burnAll(carol);
        assertEq(carol.balance, 20 ether);
    }

    function test_ByRebasingUp_TheGainIsRevenue() external {
        uint256 id = _earn(address(new RebasingAsset()));
        RebasingAsset(_weird).rebase(150);
        assertEq(token.pendingRevenue(_weird), 50 ether);
        assertEq(token.claimableERC20(alice, id, _weird), 30 ether);
        _claimAll(id);
        _expectTheRestIsPaid();
        uint256 next = snap();
        assertApproxEqAbs(token.claimableERC20(alice, next, _weird), 15 ether, 10);
    }

    function test_ByRebasingDown_WhoComesFirstIsPaidAndTheOthersCanWait() external {
        uint256 id = _earn(address(new RebasingAsset()));
        RebasingAsset(_weird).rebase(25);
        assertEq(token.pendingRevenue(_weird), 0);
        // 25 are left for claims of 60: bob's 18 come first, then neither 30 nor 12 fit any more.
        token.claimForMany(two(bob, alice), one(id));
        token.claimForMany(one(carol), one(id));
        _expectTheRestIsPaid();
        assertEq(BareAsset(_weird).balanceOf(bob), 18 ether);
        assertEq(BareAsset(_weird).balanceOf(alice), 0);
        assertFalse(token.isClaimed(alice, id, _weird));
        assertEq(token.claimableERC20(carol, id, _weird), 12 ether);
        // ETH goes on. New revenue fills the gap before it counts as new: 28 are held for 42 + 40.
        earnAndSnap(10 ether);
        RebasingAsset(_weird).rebase(100);
        BareAsset(_weird).mint(address(token), 55 ether);
        assertEq(token.pendingRevenue(_weird), 1 ether);
        token.claimForMany(two(alice, carol), one(id));
        assertApproxEqAbs(BareAsset(_weird).balanceOf(alice), 30 ether, 10);
        assertApproxEqAbs(BareAsset(_weird).balanceOf(carol), 12 ether, 10);
    }

    function test_ByReturningFalse_TheShareStaysClaimable() external {
        uint256 id = _earn(address(new FalseAsset()));
        _expectStaysClaimableThenIsPaid(id);
    }

    function test_ByReturningNeitherTrueNorFalse_TheShareStaysClaimable() external {
        uint256 id = _earn(address(new FalseAsset()));
        FalseAsset(_weird).setAnswer(2);
        _expectStaysClaimableThenIsPaid(id);
    }

    function test_ByReturningNothing_ItIsPaid() external {
        uint256 id = _earn(address(new SilentAsset()));
        _claimAll(id);
        _expectTheRestIsPaid();
        assertEq(BareAsset(_weird).balanceOf(alice), 30 ether);
        _expectSolvent();
    }

    function test_ByHavingNoCodeAnyMore_NothingCountsAsPaid() external {
        uint256 id = _earn(address(new SilentAsset()));
        bytes memory code = _weird.code;
        vm.etch(_weird, "");
        _claimAll(id);
        _expectTheRestIsPaid();
        assertFalse(token.isClaimed(alice, id, _weird));
        earnAndSnap(10 ether);
        vm.etch(_weird, code);
        _claimAll(id);
        assertEq(BareAsset(_weird).balanceOf(alice), 30 ether);
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
        uint256 id = _earn(address(new BrokenAsset()));
        for (uint256 i = 0; i < 5; ++i) {
            BrokenAsset(_weird).setFault(faults[i]);
            uint256 gasBefore = gasleft();
            _claimAll(id);
            assertLt(gasBefore - gasleft(), 1_600_000, "three pushes can't cost more than they are given");
            assertFalse(token.isClaimed(bob, id, _weird));
        }
        _expectTheRestIsPaid();
        BrokenAsset(_weird).setFault(faults[5]);
        _claimAll(id);
        assertEq(BareAsset(_weird).balanceOf(bob), 18 ether);
        _expectSolvent();
    }

    function test_ByFaultsOfBalanceOf_SnapshotsGoOn() external {
        uint256 id = _earn(address(new BrokenAsset()));
        BrokenAsset.Fault[5] memory faults = [
            BrokenAsset.Fault.Balance,
            BrokenAsset.Fault.Gas,
            BrokenAsset.Fault.RevertBomb,
            BrokenAsset.Fault.ShortAnswer,
            BrokenAsset.Fault.Bomb
        ];
        for (uint256 i = 0; i < 5; ++i) {
            BrokenAsset(_weird).setFault(faults[i]);
            assertEq(token.pendingRevenue(_weird), 0);
            token.sync(_weird);
            earnAndSnap(10 ether);
        }
        BrokenAsset(_weird).setFault(BrokenAsset.Fault.None);
        // Nothing was lost: what arrived meanwhile is seen now.
        BareAsset(_weird).mint(address(token), 10 ether);
        uint256 next = earnAndSnap(10 ether);
        assertEq(token.claimableERC20(alice, next, _weird), 3 ether);
        _claimAll(id);
        assertEq(BareAsset(_weird).balanceOf(bob), 18 ether);
    }

    function test_ByAbsurdBalances_NothingOverflows() external {
        uint256 id = _earn(address(new BrokenAsset()));
        BrokenAsset(_weird).setFault(BrokenAsset.Fault.Absurd);
        for (uint256 i = 0; i < 3; ++i) {
            earnAndSnap(10 ether);
        }
        _claimAll(id);
        _expectTheRestIsPaid();
        // What was paid out seems to have come back, as the asset would have it.
        assertEq(token.pendingRevenue(_weird), 60 ether);
        token.claimForMany(two(alice, bob), two(2, 3));
        assertEq(alice.balance, 36 ether);
    }

    function test_ByBlocking_OnlyTheBlockedWaits() external {
        uint256 id = _earn(address(new BlocklistingAsset()));
        BlocklistingAsset(_weird).setBlocked(alice, true);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.ClaimPushFailed(alice, id, _weird, alice, 30 ether);
        _claimAll(id);
        _expectTheRestIsPaid();
        assertEq(BareAsset(_weird).balanceOf(bob), 18 ether);
        assertEq(token.claimableERC20(alice, id, _weird), 30 ether);
        // Redemption in the other assets is not blocked either, and alice may name another recipient.
        vm.prank(alice);
        token.burnForfeiting(1 ether, one(_weird));
        vm.prank(alice);
        token.setRecipient(payer);
        token.claimForMany(one(alice), one(id));
        assertEq(BareAsset(_weird).balanceOf(payer), 30 ether);
    }

    function test_ByBlockingTheToken_NothingElseIsBlocked() external {
        uint256 id = _earn(address(new BlocklistingAsset()));
        BlocklistingAsset(_weird).setBlocked(address(token), true);
        _claimAll(id);
        _expectTheRestIsPaid();
        earnAndSnap(1 ether);
        expire(id);
        token.recycle(id);
        BlocklistingAsset(_weird).setBlocked(address(token), false);
        uint256 next = snap();
        assertEq(token.claimableERC20(alice, next, _weird), 30 ether, "recycled whole");
    }

    function test_ByReentering_NothingIsGained() external {
        HookAsset hook = new HookAsset();
        uint256 id = _earn(address(hook));
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
        payloads[7] = abi.encodeCall(token.sync, (_weird));
        payloads[8] = abi.encodeCall(token.sendToTreasury, (_weird));
        hook.onTransfer(address(token), payloads);
        _claimAll(id);
        assertGt(hook.attempts(), 50, "it did try");
        assertEq(hook.successes(), 0);
        _expectTheRestIsPaid();
        assertEq(hook.balanceOf(alice), 30 ether);
        _expectSolvent();
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
        _weird = address(hook);
        (uint256 balance, uint256 reserved) = balanceAndPools(_weird);
        assertEq(balance, reserved);
    }

    function test_WithSixDecimals_SharesAreExactToTheUnit() external {
        uint256 id = _earn(address(new SilentAsset()));
        _good.mint(address(token), 7);
        uint256 next = earnAndSnap(1 ether);
        // 4 of 7 units are claimable (60 %, rounded down): 2, 1 and 0 of them.
        assertEq(token.claimableERC20(alice, next, address(_good)), 2);
        assertEq(token.claimableERC20(bob, next, address(_good)), 1);
        assertEq(token.claimableERC20(carol, next, address(_good)), 0);
        _claimAll(next);
        _claimAll(id);
        assertEq(_good.balanceOf(alice), 30e6 + 2);
        _expectSolvent();
        // The unit that rounding left isn't stuck.
        expire(next);
        token.recycle(next);
        assertEq(token.pendingRevenue(address(_good)), 1);
    }

    /// @dev 100 of each asset: 60 to claim.
    function _earn(address weird) private returns (uint256 id) {
        _weird = weird;
        IRevenueShareToken.Config memory c = config();
        c.assets = new IRevenueShareToken.AssetConfig[](2);
        c.assets[0] = IRevenueShareToken.AssetConfig(weird, 1 ether);
        c.assets[1] = IRevenueShareToken.AssetConfig(address(_good), 1e6);
        token = deploy(c);
        skip(1);
        earn(100 ether);
        BareAsset(weird).mint(address(token), 100 ether);
        _good.mint(address(token), 100e6);
        return snap();
    }

    function _claimAll(uint256 id) private {
        address[] memory accounts = new address[](3);
        (accounts[0], accounts[1], accounts[2]) = (alice, bob, carol);
        token.claimForMany(accounts, one(id));
    }

    function _burnAll(address account) private {
        uint256 balance = token.balanceOf(account);
        vm.prank(account);
        token.burn(balance);
    }

    function _expectTheRestIsPaid() private view {
        assertEq(alice.balance, 30 ether, "alice's ETH");
        assertEq(bob.balance, 18 ether, "bob's ETH");
        assertEq(carol.balance, 12 ether, "carol's ETH");
        assertEq(_good.balanceOf(alice), 30e6, "alice's good asset");
        assertEq(_good.balanceOf(bob), 18e6, "bob's good asset");
        assertEq(_good.balanceOf(carol), 12e6, "carol's good asset");
    }

    function _expectStaysClaimableThenIsPaid(uint256 id) private {
        _claimAll(id);
        _expectTheRestIsPaid();
        assertEq(BareAsset(_weird).balanceOf(alice), 0);
        assertFalse(token.isClaimed(alice, id, _weird));
        assertEq(token.claimableERC20(alice, id, _weird), 30 ether);
        FalseAsset(_weird).setAnswer(1);
        _claimAll(id);
        assertEq(BareAsset(_weird).balanceOf(alice), 30 ether);
        _expectSolvent();
    }

    function _expectSolvent() private view {
        (uint256 balance, uint256 reserved) = balanceAndPools(_weird);
        assertGe(balance, reserved);
        (balance, reserved) = balanceAndPools(ETH_ASSET);
        assertGe(balance, reserved);
        (balance, reserved) = balanceAndPools(address(_good));
        assertGe(balance, reserved);
    }
}
