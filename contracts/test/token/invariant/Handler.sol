// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueShareToken} from "../../../src/RevenueShareToken.sol";
import {Test} from "../../base/Test.sol";
import {RefusingAccount} from "../mocks/Accounts.sol";
import {TestAsset} from "../mocks/TestAsset.sol";
import {BlocklistingAsset} from "../weird/WeirdAssets.sol";
import {Ledger} from "./Ledger.sol";

/// @title Everything that anybody can do to a token, at random
/// @dev No action may revert by surprise: the campaign runs with fail-on-revert. What each action moved is read from the
/// token's events and held against the ledger, which knows only what arrived and who held what a second before.
contract Handler is Test {
    RevenueShareToken public immutable token;
    Ledger public immutable ledger;
    TestAsset public immutable weth;
    BlocklistingAsset public immutable blocking;
    RefusingAccount public immutable refusing;
    address[] private _actors;
    mapping(string action => uint256) public done;
    uint256 public flashGain;

    constructor(RevenueShareToken token_, address[] memory actors_, address payable refusing_) {
        token = token_;
        _actors = actors_;
        refusing = RefusingAccount(refusing_);
        address[] memory assets = token_.assets();
        weth = TestAsset(assets[1]);
        blocking = BlocklistingAsset(assets[2]);
        ledger = new Ledger(token_, actors_);
    }

    modifier booked(string memory action) {
        vm.recordLogs();
        _;
        if (ledger.book(vm.getRecordedLogs()) != 0) ++done[action];
    }

    function earn(uint256 which, uint256 amount, bool forced) external booked("earn") {
        amount = bound(amount, 1, 10 ether);
        which %= 3;
        ledger.receive_(which, amount);
        if (which == 1) {
            weth.mint(address(token), amount);
        } else if (which == 2) {
            blocking.mint(address(token), amount);
        } else if (forced) {
            deal(address(token), address(token).balance + amount);
        } else {
            (bool ok,) = address(token).call{value: amount}("");
            assertTrue(ok);
        }
    }

    function wait(uint256 seconds_) external {
        // Mostly within a window of 10 days, at times beyond.
        seconds_ = seconds_ % 4 == 0 ? bound(seconds_, 1, 12 days) : bound(seconds_, 1, 1 days);
        _wait(seconds_);
    }

    function move(uint256 from, uint256 to, uint256 amount) external booked("move") {
        address sender = _actor(from);
        amount = amount % 4 == 0 ? token.balanceOf(sender) : bound(amount, 0, token.balanceOf(sender));
        vm.prank(sender);
        token.transfer(_actor(to), amount);
    }

    /// @param ready whether to see to it that one is due
    function snapshot(bool ready, uint256 amount) external booked("snapshot") {
        if (ready) {
            amount = bound(amount, 0.01 ether, 10 ether);
            ledger.receive_(0, amount);
            deal(address(token), address(token).balance + amount);
            uint256 next = token.nextSnapshotAt();
            if (vm.getBlockTimestamp() < next) _wait(next - vm.getBlockTimestamp());
        }
        _snapshot();
    }

    function claim(uint256 actor, uint256 id) external booked("claim") {
        id = _id(id);
        vm.prank(_actor(actor));
        try token.claim(id) {}
        catch {
            _forget();
        }
    }

    function claimBatch(uint256 actor, uint256 a, uint256 b) external booked("claimBatch") {
        uint256[] memory ids = two(_id(a), _id(b));
        vm.prank(_actor(actor));
        try token.claimBatch(ids) {}
        catch {
            _forget();
        }
    }

    function claimFor(uint256 actor, uint256 id) external booked("claimFor") {
        try token.claimFor(_actor(actor), two(_id(id), _id(id / 7))) {}
        catch {
            _forget();
        }
    }

    function claimForMany(uint256 a, uint256 b, uint256 id) external booked("claimForMany") {
        address[] memory accounts = new address[](4);
        (accounts[0], accounts[1], accounts[2], accounts[3]) = (_actor(a), _actor(b), _actor(a / 5), _actor(b / 5));
        token.claimForMany(accounts, two(_id(id), token.currentSnapshotId()));
    }

    function setRecipient(uint256 actor, uint256 recipient) external {
        address to = recipient % 3 == 0 ? address(0) : _actor(recipient);
        vm.prank(_actor(actor));
        token.setRecipient(to);
    }

    function burn(uint256 actor, uint256 amount, bool forfeit) external booked("burn") {
        address account = _actor(actor);
        uint256 balance = token.balanceOf(account);
        amount = amount % 16 == 0 ? balance : bound(amount, 0, balance / 100);
        vm.prank(account);
        if (forfeit) {
            token.burnForfeiting(amount, two(address(0), address(blocking)));
        } else {
            try token.burn(amount) {}
            catch {
                _forget();
            }
        }
    }

    /// @dev Rare, so that most runs keep somebody to pay.
    function burnEverything(uint256 seed) external booked("burnEverything") {
        if (seed % 101 != 7) return;
        for (uint256 i = 0; i < _actors.length; ++i) {
            uint256 balance = token.balanceOf(_actors[i]);
            address[] memory all = token.assets();
            vm.prank(_actors[i]);
            token.burnForfeiting(balance, all);
        }
    }

    function recycle(uint256 id) external booked("recycle") {
        try token.recycle(_id(id)) {}
        catch {
            _forget();
        }
    }

    function sync(uint256 which) external booked("sync") {
        token.sync(token.assets()[which % 3]);
    }

    function sendToTreasury(uint256 which) external booked("sendToTreasury") {
        address asset = token.assets()[which % 3];
        bool allowed = token.totalSupply() == 0;
        if (blocking.isBlocked(address(token)) && asset == address(blocking)) return;
        try token.sendToTreasury(asset) {
            assertTrue(allowed, "a listed asset left while tokens exist");
        } catch {
            assertFalse(allowed, "nobody's money is stuck");
        }
    }

    function refuse(bool accepts) external {
        refusing.setAccepts(accepts);
    }

    function blockActor(uint256 actor, bool blocked, bool theToken) external {
        blocking.setBlocked(theToken ? address(token) : _actor(actor), blocked);
    }

    /// @dev Borrows from an actor, snapshots, claims, gives back: all within one second.
    function flash(uint256 actor, uint256 amount) external booked("flash") {
        address lender = _actor(actor);
        amount = bound(amount, 0, token.balanceOf(lender));
        address borrower = address(this);
        vm.prank(lender);
        token.transfer(borrower, amount);
        uint256 held = address(this).balance + weth.balanceOf(borrower) + blocking.balanceOf(borrower);
        uint256 id = _snapshot();
        if (id == 0) id = token.currentSnapshotId();
        try token.claim(id) {}
        catch {
            _forget();
        }
        flashGain += address(this).balance + weth.balanceOf(borrower) + blocking.balanceOf(borrower) - held;
        token.transfer(lender, amount);
    }

    function _snapshot() private returns (uint256 id) {
        try token.snapshot() returns (uint256 taken) {
            id = taken;
            ledger.openSnapshot(id);
        } catch {
            _forget();
        }
    }

    function _wait(uint256 seconds_) private {
        ledger.endSecond();
        skip(seconds_);
    }

    /// @dev forge records what reverted, too.
    function _forget() private {
        vm.getRecordedLogs();
    }

    function _actor(uint256 seed) private view returns (address) {
        return _actors[seed % _actors.length];
    }

    /// @dev Mostly known ids, at times 0 or one too high.
    function _id(uint256 seed) private view returns (uint256) {
        return seed % (token.currentSnapshotId() + 2);
    }
}
