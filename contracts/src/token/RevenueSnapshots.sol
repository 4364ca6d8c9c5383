// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenuePools} from "./RevenuePools.sol";

/// @title Closing revenue into snapshots, and reopening what nobody claimed
/// @dev A snapshot is about the second before it: what is borrowed or bought in its own second counts nothing.
abstract contract RevenueSnapshots is RevenuePools {
    /// @dev One word. The timepoint is `takenAt - 1`; `assets` has a bit for each asset with something to claim.
    struct Snapshot {
        uint48 takenAt;
        uint48 expiresAt;
        uint112 supply;
        uint16 assets;
        bool recycled;
    }

    /// @dev A second in milliseconds, or any other slip, must not lock revenue up for ever.
    uint256 private constant MAX_FIRST_WAIT = 730 days;

    uint256 public immutable firstSnapshotAt;
    uint256 public immutable snapshotInterval;
    uint256 public immutable claimWindow;

    mapping(uint256 snapshotId => Snapshot) internal _snapshots;
    mapping(uint256 snapshotId => Revenue[MAX_LISTED + 1]) internal _revenue;

    constructor(uint48 firstSnapshotAt_, uint32 snapshotInterval_, uint32 claimWindow_) {
        uint256 latest = block.timestamp + MAX_FIRST_WAIT;
        if (firstSnapshotAt_ > latest) revert RevShareInvalidFirstSnapshot(firstSnapshotAt_, latest);
        if (claimWindow_ == 0) revert RevShareInvalidWindow(claimWindow_, 1);
        firstSnapshotAt = firstSnapshotAt_;
        snapshotInterval = snapshotInterval_;
        claimWindow = claimWindow_;
    }

    function snapshot() external nonReentrant returns (uint256 snapshotId) {
        uint256 notBefore = nextSnapshotAt();
        if (block.timestamp < notBefore) revert RevShareSnapshotTooEarly(notBefore, block.timestamp);
        uint48 takenAt = clock();
        uint256 supply = _earningSupplyAt(takenAt - 1);
        if (supply == 0) revert RevShareNoSupply();
        uint256[] memory fresh = _dueRevenue();

        snapshotId = ++_lastSnapshotId;
        _lastTimepoint = takenAt - 1;
        uint48 expiresAt = uint48(takenAt + claimWindow);
        emit SnapshotTaken(snapshotId, takenAt - 1, expiresAt, supply);
        uint256 withRevenue = 0;
        for (uint256 i = 0; i < fresh.length; ++i) {
            if (_close(snapshotId, i, fresh[i])) withRevenue |= 1 << i;
        }
        _snapshots[snapshotId] = Snapshot(takenAt, expiresAt, uint112(supply), uint16(withRevenue), false);
    }

    function recycle(uint256 snapshotId) external nonReentrant {
        Snapshot storage taken = _snapshots[snapshotId];
        if (taken.takenAt == 0) revert RevShareUnknownSnapshot(snapshotId, _lastSnapshotId);
        if (taken.recycled) revert RevShareAlreadyRecycled(snapshotId);
        if (!_isExpired(taken.expiresAt)) revert RevShareClaimOpen(snapshotId, taken.expiresAt, block.timestamp);
        taken.recycled = true;
        for (uint256 i = 0; i < _assetCount; ++i) {
            Revenue storage revenue = _revenue[snapshotId][i];
            uint128 left = revenue.claimable - revenue.claimed;
            if (left == 0) continue;
            _pools[i].carried += left;
            emit Recycled(snapshotId, _assetAt(i), left);
        }
    }

    function currentSnapshotId() external view returns (uint256) {
        return _lastSnapshotId;
    }

    function earningBalanceAt(address account, uint256 snapshotId) external view returns (uint256) {
        uint48 takenAt = _snapshots[snapshotId].takenAt;
        return takenAt == 0 ? 0 : _earningBalanceAt(_holders[account], account, takenAt - 1);
    }

    function snapshotInfo(uint256 snapshotId) external view returns (SnapshotInfo memory info) {
        Snapshot storage taken = _snapshots[snapshotId];
        if (taken.takenAt == 0) return info;
        return SnapshotInfo(taken.takenAt - 1, taken.takenAt, taken.expiresAt, taken.supply);
    }

    function snapshotRevenue(uint256 snapshotId, address asset)
        external
        view
        returns (uint256 claimable, uint256 claimed)
    {
        (bool listed, uint256 index) = _find(asset);
        if (!listed) return (0, 0);
        Revenue storage revenue = _revenue[snapshotId][index];
        return (revenue.claimable, revenue.claimed);
    }

    function isRecycled(uint256 snapshotId) external view returns (bool) {
        return _snapshots[snapshotId].recycled;
    }

    function nextSnapshotAt() public view returns (uint256) {
        return _lastSnapshotId == 0 ? firstSnapshotAt : _lastTimepoint + 1 + snapshotInterval;
    }

    /// @dev The last second of the window still counts.
    function _isExpired(uint256 expiresAt) internal view returns (bool) {
        return block.timestamp > expiresAt;
    }

    /// @return fresh new revenue by asset; reverts when no asset has its minimum, recycled amounts counted
    function _dueRevenue() private returns (uint256[] memory fresh) {
        fresh = new uint256[](_assetCount);
        bool due = false;
        for (uint256 i = 0; i < fresh.length; ++i) {
            fresh[i] = _freshRevenue(i);
            if (i != ETH) _notice(i, _assetAt(i), fresh[i]);
            due = due || fresh[i] + _pools[i].carried >= _minimum(i);
        }
        if (!due) revert RevShareRevenueBelowMinimum(fresh[ETH] + _pools[ETH].carried, _minimum(ETH));
    }

    /// @dev Splits new revenue between the pools; what was recycled had been split before and is for claims only.
    /// @return hasClaims whether there is anything to claim
    function _close(uint256 snapshotId, uint256 index, uint256 fresh) private returns (bool hasClaims) {
        Pool memory pool = _pools[index];
        uint256 share = fresh * claimShareBps / BPS;
        uint256 claimable = share + pool.carried;
        uint256 redeemable = fresh - share;
        if (claimable + redeemable == 0) return false;
        // All of these are parts of one balance, which fits.
        _revenue[snapshotId][index] = Revenue(uint128(claimable), 0);
        _pools[index] = Pool(pool.claimPool + uint128(share), pool.redeemPool + uint128(redeemable), 0, 0);
        emit SnapshotRevenue(snapshotId, _assetAt(index), claimable, redeemable);
        return claimable != 0;
    }
}
