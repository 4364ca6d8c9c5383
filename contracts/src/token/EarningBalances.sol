// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IRevenueShareToken} from "../interfaces/IRevenueShareToken.sol";

/// @title ERC-20 balances that remember what they were at every snapshot
/// @dev The last checkpoint of an account lives in one word with its claimed flags, older ones in a `Trace208`: a claim by
/// somebody who hasn't moved tokens since the snapshot touches a single slot of his. ERC20's own balances stay unused.
/// A past checkpoint that no snapshot lies in is overwritten by the next: history grows with snapshots, not with transfers.
abstract contract EarningBalances is ERC20Permit, IERC6372, IRevenueShareToken {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev One word. `balance` stands since the second `since`; `claimed` holds the flags of the snapshots in `window`.
    struct Holder {
        uint112 balance;
        uint40 since;
        uint32 window;
        uint64 claimed;
        uint8 traits;
    }

    uint256 internal constant MAX_SUPPLY = type(uint112).max;

    /// @dev Bits of `Holder.traits`.
    uint8 internal constant NON_EARNING = 1;
    uint8 internal constant HAS_RECIPIENT = 2;

    mapping(address account => Holder) internal _holders;
    mapping(address account => Checkpoints.Trace208) private _past;
    Checkpoints.Trace208 private _earningSupply;

    // One word: a transfer reads all of it.
    uint112 private _supply;
    uint48 internal _lastTimepoint;
    uint64 internal _lastSnapshotId;

    /// @inheritdoc IERC6372
    function clock() public view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @notice The balance now, earning or not
    function balanceOf(address account) public view override(ERC20, IERC20) returns (uint256) {
        return _holders[account].balance;
    }

    /// @notice All tokens, earning or not
    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        return _supply;
    }

    /// @inheritdoc IRevenueShareToken
    function earnsRevenue(address account) public view returns (bool) {
        return _holders[account].traits & NON_EARNING == 0;
    }

    function _earningSupplyAt(uint48 timepoint) internal view returns (uint256) {
        return _earningSupply.upperLookupRecent(timepoint);
    }

    /// @dev Right for the timepoint of a snapshot, and for the second before now.
    /// @param holder `account`'s word, already read
    function _earningBalanceAt(Holder memory holder, address account, uint48 timepoint)
        internal
        view
        returns (uint256)
    {
        if (holder.traits & NON_EARNING != 0) return 0;
        if (holder.since <= timepoint) return holder.balance;
        return _past[account].upperLookupRecent(timepoint);
    }

    function _excludeFromEarning(address account) internal {
        _holders[account].traits |= NON_EARNING;
    }

    /// @dev Replaces ERC20's: balances live in `_holders`.
    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0)) {
            uint256 supply = _supply + value;
            if (supply > MAX_SUPPLY) revert RevShareInvalidSupply(supply, MAX_SUPPLY);
            _supply = uint112(supply);
        } else {
            uint256 balance = _holders[from].balance;
            if (balance < value) revert ERC20InsufficientBalance(from, balance, value);
        }
        // A transfer of nothing must not let anybody lengthen anybody's history.
        if (value != 0 && from != to) {
            bool fromEarns = from != address(0) && _subtract(from, value);
            bool toEarns = to != address(0) && _add(to, value);
            if (to == address(0)) _supply -= uint112(value);
            if (fromEarns != toEarns) _moveEarningSupply(toEarns, uint208(value));
        }
        emit Transfer(from, to, value);
    }

    /// @return whether the account earns
    function _add(address account, uint256 value) private returns (bool) {
        Holder memory holder = _holders[account];
        // value is part of the supply, which fits.
        return _checkpoint(account, holder, holder.balance + uint112(value));
    }

    function _subtract(address account, uint256 value) private returns (bool) {
        Holder memory holder = _holders[account];
        return _checkpoint(account, holder, holder.balance - uint112(value));
    }

    function _checkpoint(address account, Holder memory holder, uint112 balance) private returns (bool earns) {
        uint40 since = uint40(clock());
        earns = holder.traits & NON_EARNING == 0;
        // Everything before the first second is 0 anyhow, and nobody asks for the past of who doesn't earn.
        if (earns && holder.since != since && holder.since != 0) _remember(account, holder);
        holder.since = since;
        holder.balance = balance;
        _holders[account] = holder;
    }

    /// @dev Snapshots to come are about now - 1 at the earliest. So if the last one taken lies before the last past
    /// checkpoint, nobody will ever ask for it.
    function _remember(address account, Holder memory holder) private {
        Checkpoints.Trace208 storage past = _past[account];
        uint256 length = past.length();
        if (length != 0 && past._checkpoints[length - 1]._key > _lastTimepoint) {
            past._checkpoints[length - 1] = Checkpoints.Checkpoint208(holder.since, holder.balance);
        } else {
            // slither-disable-next-line unused-return (the old and the new value, both known)
            past.push(holder.since, holder.balance);
        }
    }

    function _moveEarningSupply(bool up, uint208 value) private {
        uint208 supply = _earningSupply.latest();
        // slither-disable-next-line unused-return (the old and the new value, both known)
        _earningSupply.push(clock(), up ? supply + value : supply - value);
    }
}
