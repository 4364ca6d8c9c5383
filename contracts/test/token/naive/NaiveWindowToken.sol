// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {NaiveReferenceToken} from "./NaiveReferenceToken.sol";

/// @title Behaves as ORA's token does: a snapshot each interval, only the two latest can be claimed, older rests roll over
contract NaiveWindowToken is NaiveReferenceToken {
    uint256 public immutable snapshotInterval;
    uint256 public lastSnapshotTimestamp;
    mapping(uint256 id => uint256) private _claimedOf;

    constructor(address[] memory holders, uint256[] memory amounts, uint256 percent, uint256 interval)
        NaiveReferenceToken(holders, amounts, percent)
    {
        snapshotInterval = interval;
    }

    function snapshot() external override returns (uint256) {
        require(block.timestamp > lastSnapshotTimestamp + snapshotInterval, "snapshot interval is too short");
        lastSnapshotTimestamp = block.timestamp;
        uint256 rolled;
        if (lastSnapshotId >= 2) {
            uint256 expiring = lastSnapshotId - 1;
            rolled = _claimableAt[expiring] - _claimedOf[expiring];
        }
        uint256 revenue = address(this).balance - _claimPool - _redeemPool;
        uint256 claimable = revenue * percentClaimable / 100;
        _claimPool += claimable;
        _redeemPool += revenue - claimable;
        _claimableAt[++lastSnapshotId] = claimable + rolled;
        return lastSnapshotId;
    }

    function claim(uint256 id) public override {
        _claimedOf[id] += claimableRevenue(msg.sender, id);
        super.claim(id);
    }

    function claimableRevenue(address account, uint256 id) public view override returns (uint256) {
        require(id + 2 > lastSnapshotId, "unclaimable");
        require(!_claimed[id][account], "already claimed");
        return super.claimableRevenue(account, id);
    }
}
