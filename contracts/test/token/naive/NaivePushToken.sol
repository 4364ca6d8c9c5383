// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {NaiveReferenceToken} from "./NaiveReferenceToken.sol";

/// @title The reference with on-behalf claims added the obvious way, and one ERC-20 paid beside ETH
/// @dev Everybody is served; books are written first, for all at once; a push gets what gas is left, its answer is read,
/// and it may fail so that one account can't stop the others.
contract NaivePushToken is NaiveReferenceToken {
    IERC20 private immutable _asset;
    mapping(uint256 id => uint256) private _assetAt;

    constructor(address[] memory holders, uint256[] memory amounts, uint256 percent, IERC20 asset)
        NaiveReferenceToken(holders, amounts, percent)
    {
        _asset = asset;
    }

    function snapshot() external override returns (uint256) {
        uint256 revenue = address(this).balance - _claimPool - _redeemPool;
        uint256 claimable = revenue * percentClaimable / 100;
        _claimableAt[++lastSnapshotId] = claimable;
        _claimPool += claimable;
        _redeemPool += revenue - claimable;
        _assetAt[lastSnapshotId] = _asset.balanceOf(address(this));
        return lastSnapshotId;
    }

    function claimForMany(address[] calldata accounts, uint256 id) external {
        uint256[] memory due = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            due[i] = claimableRevenue(accounts[i], id);
            _claimed[id][accounts[i]] = true;
            _claimPool -= due[i];
        }
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint256 share = balanceOfAt(accounts[i], id) * _assetAt[id] / totalSupplyAt(id);
            if (share != 0) _asset.transfer(accounts[i], share);
            (bool ok, bytes memory answer) = accounts[i].call{value: due[i]}("");
            (ok, answer);
        }
    }

    function pools() external view returns (uint256) {
        return _claimPool + _redeemPool;
    }
}
