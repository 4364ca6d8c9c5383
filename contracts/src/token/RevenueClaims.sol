// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ClaimFlags} from "./ClaimFlags.sol";

/// @title The four ways to be paid one's share of a snapshot
/// @dev What is due is flagged first and pushed then, one push per asset whatever the number of snapshots; a push that fails
/// takes its flags back. Totals are written once per call, which the lock allows. The most frequent call, `claim` of a
/// snapshot with nothing but ETH, has a short way of its own.
abstract contract RevenueClaims is ClaimFlags {
    /// @dev One open snapshot's revenue in one asset, read once per call; nothing for an asset without revenue.
    /// `due` is the share of the account at hand, `paid` what the whole call has paid so far.
    struct Line {
        uint256 id;
        uint256 index;
        uint256 timepoint;
        uint256 supply;
        uint256 window;
        uint256 bit;
        uint256 claimable;
        uint256 due;
        uint256 paid;
    }

    /// @dev `Snapshot.assets` when there is nothing but ETH to claim.
    uint256 private constant ETH_ALONE = 1 << ETH;

    bytes32 private constant CONSENT_TYPEHASH =
        keccak256("ClaimConsent(address token,address account,uint256[] ids,uint256 nonce,uint256 deadline)");

    function claim(uint256 snapshotId) external nonReentrant {
        address account = _msgSender();
        Snapshot memory taken = _snapshots[snapshotId];
        if (taken.assets == ETH_ALONE && !_isExpired(taken.expiresAt)) {
            _claimEth(account, snapshotId, taken);
        } else {
            uint256[] memory ids = new uint256[](1);
            ids[0] = snapshotId;
            _claimOrRevert(account, ids);
        }
    }

    function claimBatch(uint256[] calldata snapshotIds) external nonReentrant {
        _claimOrRevert(_msgSender(), snapshotIds);
    }

    function claimFor(address account, uint256[] calldata snapshotIds) external nonReentrant {
        if (!canClaimFor(account)) revert RevShareRecipientRequired(account);
        _claimOrRevert(account, snapshotIds);
    }

    function claimForMany(address[] calldata accounts, uint256[] calldata snapshotIds) external nonReentrant {
        Line[] memory lines = _readLines(snapshotIds);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _payAccount(lines, accounts[i], true);
        }
        _bookPaid(lines);
    }

    function claimWithConsent(address account, uint256[] calldata ids, uint256 deadline, bytes calldata signature)
        external
        nonReentrant
    {
        if (block.timestamp > deadline) revert RevShareConsentExpired(deadline, block.timestamp);
        bytes32 digest = consentDigest(account, ids, deadline);
        uint256 nonce = _useNonce(account);
        if (!SignatureChecker.isValidSignatureNowCalldata(account, digest, signature)) {
            revert RevShareInvalidConsent(account, nonce);
        }
        _claimOrRevert(account, ids);
    }

    function claimableRevenue(address account, uint256 snapshotId) external view returns (uint256) {
        return _claimable(account, snapshotId, ETH);
    }

    function claimableERC20(address account, uint256 snapshotId, address asset) external view returns (uint256) {
        (bool listed, uint256 index) = _find(asset);
        return listed ? _claimable(account, snapshotId, index) : 0;
    }

    function isClaimed(address account, uint256 snapshotId, address asset) external view returns (bool) {
        (bool listed, uint256 index) = _find(asset);
        return listed && _isFlagged(account, snapshotId, index);
    }

    function consentDigest(address account, uint256[] calldata ids, uint256 deadline) public view returns (bytes32) {
        bytes32 idsHash = keccak256(abi.encodePacked(ids));
        return _hashTypedDataV4(
            keccak256(abi.encode(CONSENT_TYPEHASH, address(this), account, idsHash, nonces(account), deadline))
        );
    }

    function _claimable(address account, uint256 id, uint256 index) private view returns (uint256) {
        Snapshot storage taken = _snapshots[id];
        if (_isExpired(taken.expiresAt) || _isFlagged(account, id, index)) return 0;
        Holder memory holder = _holders[account];
        uint256 balance = _earningBalanceAt(holder, account, taken.takenAt - 1);
        return Math.mulDiv(_revenue[id][index].claimable, balance, taken.supply);
    }

    /// @dev The steps of `_claimOrRevert` for one snapshot of ETH alone, without lists: 3,000 gas less.
    function _claimEth(address account, uint256 id, Snapshot memory taken) private {
        Holder memory holder = _holders[account];
        (uint256 window, uint256 bit) = _place(id, ETH);
        uint256 due = 0;
        if (_flags(holder, account, window) & bit == 0) {
            uint256 balance = _earningBalanceAt(holder, account, taken.takenAt - 1);
            due = Math.mulDiv(_revenue[id][ETH].claimable, balance, taken.supply);
        }
        if (due == 0) revert RevShareNothingDue(account, id);
        _addFlags(holder, account, window, bit);
        _holders[account].claimed = holder.claimed;
        _revenue[id][ETH].claimed += uint128(due);
        _pools[ETH].claimPool -= uint128(due);
        address payee = _payee(holder, account);
        if (!_push(address(0), payee, due)) revert RevSharePushFailed(address(0), payee, due);
        emit Claimed(account, id, address(0), payee, due);
    }

    /// @dev For one account, who or whose relayer wants to know beforehand why it wouldn't be paid.
    function _claimOrRevert(address account, uint256[] memory ids) private {
        Line[] memory lines = _readLines(ids);
        if (!_payAccount(lines, account, false)) _revertUnpaid(lines, account, ids);
        _bookPaid(lines);
    }

    function _revertUnpaid(Line[] memory lines, address account, uint256[] memory ids) private view {
        for (uint256 i = 0; i < lines.length; ++i) {
            if (lines[i].due == 0) continue;
            uint256 index = lines[i].index;
            revert RevSharePushFailed(_assetAt(index), recipientOf(account), _dueOf(lines, index));
        }
        if (ids.length == 0) revert RevShareNothingDue(account, 0);
        Snapshot storage taken = _snapshots[ids[0]];
        if (taken.takenAt == 0) revert RevShareUnknownSnapshot(ids[0], _lastSnapshotId);
        if (_isExpired(taken.expiresAt)) revert RevShareClaimExpired(ids[0], taken.expiresAt, block.timestamp);
        revert RevShareNothingDue(account, ids[0]);
    }

    function _readLines(uint256[] memory ids) private view returns (Line[] memory lines) {
        // With ETH alone there is at most one line for each id; a line left empty is never due.
        lines = new Line[](_assetCount == 1 ? ids.length : _countLines(ids));
        uint256 next = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            Snapshot memory taken = _snapshots[ids[i]];
            uint256 left = _isExpired(taken.expiresAt) ? 0 : taken.assets;
            for (uint256 index = 0; left != 0; ++index) {
                if (left & 1 != 0) _readLine(lines[next++], taken, ids[i], index);
                left >>= 1;
            }
        }
    }

    function _countLines(uint256[] memory ids) private view returns (uint256 count) {
        for (uint256 i = 0; i < ids.length; ++i) {
            Snapshot storage taken = _snapshots[ids[i]];
            if (_isExpired(taken.expiresAt)) continue;
            for (uint256 left = taken.assets; left != 0; left &= left - 1) {
                ++count;
            }
        }
    }

    function _readLine(Line memory line, Snapshot memory taken, uint256 id, uint256 index) private view {
        (line.id, line.index) = (id, index);
        (line.timepoint, line.supply) = (taken.takenAt - 1, taken.supply);
        (line.window, line.bit) = _place(id, index);
        line.claimable = _revenue[id][index].claimable;
    }

    /// @dev Books what was paid. Until then the pools say too much, which nobody can use: the lock is held.
    function _bookPaid(Line[] memory lines) private {
        for (uint256 i = 0; i < lines.length; ++i) {
            Line memory line = lines[i];
            uint128 paid = uint128(line.paid);
            if (paid == 0) continue;
            _revenue[line.id][line.index].claimed += paid;
            _pools[line.index].claimPool -= paid;
        }
    }

    /// @return paid whether anything reached the account or its recipient
    function _payAccount(Line[] memory lines, address account, bool onBehalf) private returns (bool paid) {
        Holder memory holder = _holders[account];
        if (onBehalf && !_isServed(holder, account)) return false;
        address payee = _payee(holder, account);
        uint256 assetsDue = _flagDue(lines, holder, account);
        for (uint256 index = 0; assetsDue != 0; ++index) {
            if (assetsDue & 1 != 0 && _payAsset(lines, account, payee, index)) paid = true;
            assetsDue >>= 1;
        }
    }

    /// @dev Flags while it goes, so that an id named twice is due once.
    /// @return assetsDue by bits
    function _flagDue(Line[] memory lines, Holder memory holder, address account) private returns (uint256 assetsDue) {
        for (uint256 i = 0; i < lines.length; ++i) {
            Line memory line = lines[i];
            uint256 due = 0;
            if (line.supply != 0 && _flags(holder, account, line.window) & line.bit == 0) {
                due = _earningBalanceAt(holder, account, uint48(line.timepoint));
                if (due != 0) due = Math.mulDiv(line.claimable, due, line.supply);
            }
            line.due = due;
            if (due == 0) continue;
            _addFlags(holder, account, line.window, line.bit);
            assetsDue |= 1 << line.index;
        }
        if (assetsDue != 0) _holders[account].claimed = holder.claimed;
    }

    /// @dev One push for all snapshots.
    function _payAsset(Line[] memory lines, address account, address payee, uint256 index) private returns (bool ok) {
        address asset = _assetAt(index);
        ok = _push(asset, payee, _dueOf(lines, index));
        for (uint256 i = 0; i < lines.length; ++i) {
            Line memory line = lines[i];
            if (line.index != index || line.due == 0) continue;
            if (ok) {
                line.paid += line.due;
                emit Claimed(account, line.id, asset, payee, line.due);
            } else {
                _removeFlags(account, line.window, line.bit);
                emit ClaimPushFailed(account, line.id, asset, payee, line.due);
            }
        }
    }

    function _dueOf(Line[] memory lines, uint256 index) private pure returns (uint256 sum) {
        for (uint256 i = 0; i < lines.length; ++i) {
            if (lines[i].index == index) sum += lines[i].due;
        }
    }
}
