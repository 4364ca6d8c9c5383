// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SnapshotBalances} from "./SnapshotBalances.sol";

/// @title Behaves as ORA's IMO token does
/// @dev Snapshots by anybody, more than `snapshotInterval` seconds apart, empty ones too; only the two latest can be
/// claimed, and what the third one back still held rolls into the new one; `claimableRevenue` reverts for what is
/// claimed, expired, id 0 or not taken yet; a batch is all or nothing.
contract OraToken is SnapshotBalances {
    uint256 public constant SNAPSHOT_CLAIMABLE_NUMBER = 2;
    uint256 public immutable percentClaimable;
    uint256 public immutable snapshotInterval;
    uint256 public lastSnapshotTimestamp;
    uint256 private _redeemPool;
    uint256 private _redeemedEarly;
    mapping(uint256 id => uint256) private _unclaimed;
    mapping(uint256 id => uint256) private _claimable;
    mapping(uint256 id => mapping(address account => bool)) private _isClaimed;

    constructor(address[] memory holders, uint256[] memory amounts, uint256 percent, uint256 intervalSec)
        SnapshotBalances("ORA", holders, amounts)
    {
        require(percent <= 100, "percentage claimable should <= 100");
        percentClaimable = percent;
        snapshotInterval = intervalSec;
        lastSnapshotTimestamp = block.timestamp;
    }

    receive() external payable {}

    function snapshot() external returns (uint256 id) {
        _beforeSnapshot();
        require(block.timestamp - lastSnapshotTimestamp > snapshotInterval, "snapshot interval is too short");
        lastSnapshotTimestamp = block.timestamp;
        uint256 revenue = _newRevenue();
        uint256 claimable = (revenue * percentClaimable) / 100;
        _redeemPool += revenue - claimable - _redeemedEarly;
        _redeemedEarly = 0;
        id = _takeSnapshot();
        if (id >= SNAPSHOT_CLAIMABLE_NUMBER) claimable += _unclaimed[id - SNAPSHOT_CLAIMABLE_NUMBER];
        _claimable[id] = claimable;
        _unclaimed[id] = claimable;
    }

    function claim(uint256 id) public {
        uint256 amount = claimableRevenue(msg.sender, id);
        require(amount > 0, "no claimable ETH");
        _isClaimed[id][msg.sender] = true;
        _unclaimed[id] -= amount;
        (bool success,) = msg.sender.call{value: amount}("");
        require(success, "claim failed");
    }

    function claimBatch(uint256[] memory ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            claim(ids[i]);
        }
    }

    function burn(uint256 amount) external {
        (uint256 early, uint256 pooled) = _redeemable(amount);
        _redeemedEarly += early;
        _redeemPool -= pooled;
        _burn(msg.sender, amount);
        (bool success,) = msg.sender.call{value: early + pooled}("");
        require(success, "burn failed");
    }

    function claimableRevenue(address account, uint256 id) public view returns (uint256) {
        require(!_isClaimed[id][account], "already claimed");
        // An id that was not taken yet underflows here.
        require(_getCurrentSnapshotId() - id < SNAPSHOT_CLAIMABLE_NUMBER, "snapshot unclaimable");
        return (balanceOfAt(account, id) * _claimable[id]) / totalSupplyAt(id);
    }

    function redeemableOnBurn(uint256 amount) external view returns (uint256) {
        (uint256 early, uint256 pooled) = _redeemable(amount);
        return early + pooled;
    }

    /// @dev Where a derivative says who may.
    function _beforeSnapshot() internal view virtual {}

    function _redeemable(uint256 amount) private view returns (uint256 early, uint256 pooled) {
        uint256 redeemPart = (_newRevenue() * (100 - percentClaimable)) / 100 - _redeemedEarly;
        early = (amount * redeemPart) / totalSupply();
        pooled = (amount * _redeemPool) / totalSupply();
    }

    function _newRevenue() private view returns (uint256) {
        uint256 current = _getCurrentSnapshotId();
        uint256 owed = _unclaimed[current];
        if (current >= SNAPSHOT_CLAIMABLE_NUMBER) owed += _unclaimed[current - 1];
        return address(this).balance + _redeemedEarly - _redeemPool - owed;
    }
}
