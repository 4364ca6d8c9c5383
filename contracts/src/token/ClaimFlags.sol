// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueSnapshots} from "./RevenueSnapshots.sol";

/// @title Who was paid what: one bit per account, snapshot and asset
/// @dev A window is as many snapshots in a row as have their flags in 64 bits: 64 with ETH alone, 7 with all 9 assets.
/// The window last flagged stands in the holder's word, beside the balance, older ones in `_olderFlags`.
abstract contract ClaimFlags is RevenueSnapshots {
    uint256 private constant FLAGS = 64;

    uint256 private immutable _perWindow;

    mapping(address account => mapping(uint256 window => uint64)) private _olderFlags;

    constructor() {
        _perWindow = FLAGS / _assetCount;
    }

    function _isFlagged(address account, uint256 id, uint256 index) internal view returns (bool) {
        (uint256 window, uint256 bit) = _place(id, index);
        return _flags(_holders[account], account, window) & bit != 0;
    }

    /// @param holder `account`'s word as the caller has it
    function _flags(Holder memory holder, address account, uint256 window) internal view returns (uint256) {
        if (window == holder.window) return holder.claimed;
        // Nothing is flagged beyond the window that the holder's word has reached.
        return window < holder.window ? _olderFlags[account][window] : 0;
    }

    /// @dev Changes `holder.claimed` in memory only: the caller writes it, once for all snapshots.
    function _addFlags(Holder memory holder, address account, uint256 window, uint256 bits) internal {
        if (window < holder.window) {
            _olderFlags[account][window] |= uint64(bits);
            return;
        }
        if (window > holder.window) {
            if (holder.claimed != 0) _olderFlags[account][holder.window] = holder.claimed;
            // 2^32 windows outlast a snapshot per second for 900 years.
            (holder.window, holder.claimed) = (uint32(window), 0);
            _holders[account].window = uint32(window);
        }
        holder.claimed |= uint64(bits);
    }

    /// @dev In storage: a recipient may have moved tokens since the holder's word was read.
    function _removeFlags(address account, uint256 window, uint256 bits) internal {
        Holder storage holder = _holders[account];
        if (window < holder.window) _olderFlags[account][window] &= ~uint64(bits);
        else holder.claimed &= ~uint64(bits);
    }

    /// @return window the window that `id` is in
    /// @return bit the flag of one of its assets
    function _place(uint256 id, uint256 index) internal view returns (uint256 window, uint256 bit) {
        unchecked {
            window = id / _perWindow;
            bit = 1 << (id % _perWindow * _assetCount + index);
        }
    }
}
