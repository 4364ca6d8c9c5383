// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";
import {RefusingAccount, WalletAccount} from "../mocks/Accounts.sol";
import {TestAsset} from "../mocks/TestAsset.sol";
import {BlocklistingAsset} from "../weird/WeirdAssets.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";

/// @title What always holds, whatever anybody does in whatever order
/// @dev Checked after each call: solvency, conservation, flash loans. Checked at the end of each run, over all snapshots and
/// holders: the rest. That nobody is paid twice, anything but his due, or late is checked at each payment by the ledger.
/// forge-config: default.invariant.fail-on-revert = true
contract TokenInvariantsTest is TokenTest {
    Handler private _handler;
    Ledger private _ledger;
    address[] private _assets;
    address[] private _actors;

    function setUp() public override {
        super.setUp();
        IRevenueShareToken.Config memory c = config();
        RefusingAccount refusing = new RefusingAccount();
        address stock = makeAddr("stock");
        c.holders = new address[](6);
        (c.holders[0], c.holders[1], c.holders[2]) = (alice, bob, carol);
        (c.holders[3], c.holders[4], c.holders[5]) = (address(refusing), address(new WalletAccount(alice)), stock);
        c.amounts = new uint256[](6);
        for (uint256 i = 0; i < 6; ++i) {
            c.amounts[i] = 1 + i * 123_456_789 ether;
        }
        c.nonEarning = one(stock);
        c.claimWindow = 10 days;
        c.firstSnapshotAt = uint48(vm.getBlockTimestamp() + 3 hours);
        c.snapshotInterval = 1 hours;
        c.assets = new IRevenueShareToken.AssetConfig[](2);
        c.assets[0] = IRevenueShareToken.AssetConfig(address(new TestAsset("WETH", 18)), 1);
        c.assets[1] = IRevenueShareToken.AssetConfig(address(new BlocklistingAsset()), 1);
        token = deploy(c);
        _actors = c.holders;
        _assets = token.assets();
        _handler = new Handler(token, c.holders, payable(refusing));
        _ledger = _handler.ledger();
        deal(address(_handler), 1e30);
        _handler.wait(1);
        targetContract(address(_handler));
        excludeContract(address(_ledger));
    }

    function invariant_SolventConservingAndDeafToFlashLoans() external view {
        for (uint256 a = 0; a < 3; ++a) {
            (uint256 balance, uint256 reserved) = balanceAndPools(_assets[a]);
            assertGe(balance, reserved, "solvency: balance >= claim pool + redeem pool");
            assertEq(balance + _ledger.paidOut(a), _ledger.received(a), "conservation: in = held + paid");
        }
        assertEq(_handler.flashGain(), 0, "flash-borrowing gains nothing");
    }

    function afterInvariant() external {
        uint256 last = token.currentSnapshotId();
        for (uint256 a = 0; a < 3; ++a) {
            _checkPools(a, last);
        }
        for (uint256 id = 1; id <= last; ++id) {
            for (uint256 i = 0; i < _actors.length; ++i) {
                _checkDue(_actors[i], id);
            }
        }
        _checkSupply();
        _checkNothingIsStuck(last);
    }

    function _checkPools(uint256 a, uint256 last) private view {
        uint256 owed;
        for (uint256 id = 1; id <= last; ++id) {
            (uint256 claimable, uint256 claimed) = token.snapshotRevenue(id, _assets[a]);
            assertLe(claimed, claimable, "claims never exceed the snapshot's revenue");
            assertEq(claimed, _ledger.paid(id, a), "what is booked is what was paid");
            assertEq(claimable, _ledger.claimable(id, a), "a snapshot's revenue never changes");
            if (!token.isRecycled(id)) owed += claimable - claimed;
        }
        (uint256 claimPool,) = token.pools(_assets[a]);
        assertGe(claimPool, owed, "the claim pool covers every unclaimed share");
    }

    function _checkDue(address account, uint256 id) private view {
        bool open = vm.getBlockTimestamp() <= token.snapshotInfo(id).expiresAt;
        for (uint256 a = 0; a < 3; ++a) {
            bool wasPaid = _ledger.wasPaid(id, account, a);
            assertEq(token.isClaimed(account, id, _assets[a]), wasPaid, "flags tell who was paid");
            uint256 due = open && !wasPaid ? _ledger.due(id, account, a) : 0;
            assertEq(token.claimableERC20(account, id, _assets[a]), due, "what is due depends on nobody else");
        }
    }

    function _checkSupply() private view {
        uint256 sum;
        for (uint256 i = 0; i < _actors.length; ++i) {
            sum += token.balanceOf(_actors[i]);
        }
        assertEq(token.totalSupply(), sum, "the supply is the sum of balances");
    }

    /// @dev Lets every window pass, recycles all, and gives the money to whoever is left, or to the treasury.
    function _checkNothingIsStuck(uint256 last) private {
        vm.warp(vm.getBlockTimestamp() + 11 days);
        for (uint256 id = 1; id <= last; ++id) {
            if (!token.isRecycled(id)) token.recycle(id);
        }
        for (uint256 a = 0; a < 3; ++a) {
            (uint256 balance, uint256 reserved) = balanceAndPools(_assets[a]);
            (, uint256 redeemPool) = token.pools(_assets[a]);
            assertEq(token.pendingRevenue(_assets[a]), balance - redeemPool, "after the window all is pending again");
            assertLe(reserved, balance);
            if (token.totalSupply() == 0) {
                BlocklistingAsset(_assets[2]).setBlocked(address(token), false);
                BlocklistingAsset(_assets[2]).setBlocked(treasury, false);
                token.sendToTreasury(_assets[a]);
                (balance,) = balanceAndPools(_assets[a]);
                assertEq(balance, 0, "nothing is stuck");
            }
        }
    }
}
