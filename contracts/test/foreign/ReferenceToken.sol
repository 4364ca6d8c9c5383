// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SnapshotBalances} from "./SnapshotBalances.sol";

/// @title Behaves as the ERC-7641 draft's reference implementation does
/// @dev Snapshots by anybody, more than 1,000 blocks apart, empty ones too; claims for ever; a claimed one owes 0, an
/// unknown id reverts; a batch is all or nothing; nothing is logged but `Snapshot` and `Transfer`.
contract ReferenceToken is SnapshotBalances {
    uint256 public immutable percentClaimable;
    uint256 private _snapshotBlock;
    uint256 private _unclaimed;
    uint256 private _redeemPool;
    /// @dev Paid to burners out of revenue that is in no snapshot yet.
    uint256 private _redeemedEarly;
    mapping(uint256 id => uint256) private _claimable;
    mapping(uint256 id => mapping(address account => bool)) private _isClaimed;

    constructor(address[] memory holders, uint256[] memory amounts, uint256 percent)
        SnapshotBalances("Reference", holders, amounts)
    {
        require(percent <= 100, "ERC7641: percentage claimable should be less than 100");
        percentClaimable = percent;
        _snapshotBlock = block.number;
    }

    receive() external payable {}

    function snapshot() external returns (uint256 id) {
        require(block.number - _snapshotBlock > 1000, "ERC7641: snapshot interval is too short");
        _snapshotBlock = block.number;
        uint256 revenue = _newRevenue();
        uint256 claimable = (revenue * percentClaimable) / 100;
        id = _takeSnapshot();
        _claimable[id] = claimable;
        _unclaimed += claimable;
        _redeemPool += revenue - claimable - _redeemedEarly;
        _redeemedEarly = 0;
    }

    function claim(uint256 id) public {
        uint256 amount = claimableRevenue(msg.sender, id);
        require(amount > 0, "ERC7641: no claimable ETH");
        _isClaimed[id][msg.sender] = true;
        _unclaimed -= amount;
        (bool success,) = msg.sender.call{value: amount}("");
        require(success, "ERC7641: claim failed");
    }

    function claimBatch(uint256[] memory ids) public {
        for (uint256 i = 0; i < ids.length; ++i) {
            claim(ids[i]);
        }
    }

    function burn(uint256 amount) public {
        (uint256 early, uint256 pooled) = _redeemable(amount);
        _redeemedEarly += early;
        _redeemPool -= pooled;
        _burn(msg.sender, amount);
        (bool success,) = msg.sender.call{value: early + pooled}("");
        require(success, "ERC7641: burn failed");
    }

    function claimableRevenue(address account, uint256 id) public view returns (uint256) {
        uint256 share = balanceOfAt(account, id) * _claimable[id];
        uint256 supply = totalSupplyAt(id);
        return _isClaimed[id][account] ? 0 : share / supply;
    }

    function redeemableOnBurn(uint256 amount) public view returns (uint256) {
        (uint256 early, uint256 pooled) = _redeemable(amount);
        return early + pooled;
    }

    function _redeemable(uint256 amount) private view returns (uint256 early, uint256 pooled) {
        uint256 redeemPart = _newRevenue() * (100 - percentClaimable) - _redeemedEarly * 100;
        early = (amount * redeemPart) / 100 / totalSupply();
        pooled = (amount * _redeemPool) / totalSupply();
    }

    function _newRevenue() private view returns (uint256) {
        return address(this).balance + _redeemedEarly - _unclaimed - _redeemPool;
    }
}
