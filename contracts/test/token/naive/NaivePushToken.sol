// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {SnapshotBalances} from "../../foreign/SnapshotBalances.sol";

/// @title The reference's claims with on-behalf ones added the obvious way, and one ERC-20 paid beside ETH
/// @dev Everybody is served; books are written first, for all at once; a push gets what gas is left, its answer is read,
/// and it may fail so that one account can't stop the others.
contract NaivePushToken is SnapshotBalances {
    IERC20 private immutable _asset;
    uint256 private immutable _percent;
    uint256 private _claimPool;
    uint256 private _redeemPool;
    mapping(uint256 id => uint256) private _claimableAt;
    mapping(uint256 id => uint256) private _assetAt;
    mapping(uint256 id => mapping(address account => bool)) private _claimed;

    constructor(address[] memory holders, uint256[] memory amounts, uint256 percent, IERC20 asset)
        SnapshotBalances("Naive", holders, amounts)
    {
        _percent = percent;
        _asset = asset;
    }

    receive() external payable {}

    function snapshot() external returns (uint256 id) {
        id = _takeSnapshot();
        uint256 revenue = address(this).balance - _claimPool - _redeemPool;
        _claimableAt[id] = revenue * _percent / 100;
        _claimPool += _claimableAt[id];
        _redeemPool += revenue - _claimableAt[id];
        _assetAt[id] = _asset.balanceOf(address(this));
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

    function claimableRevenue(address account, uint256 id) public view returns (uint256) {
        if (_claimed[id][account]) return 0;
        return balanceOfAt(account, id) * _claimableAt[id] / totalSupplyAt(id);
    }

    function pools() external view returns (uint256) {
        return _claimPool + _redeemPool;
    }
}
