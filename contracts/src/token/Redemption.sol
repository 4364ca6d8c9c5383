// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {RevenuePools} from "./RevenuePools.sol";

/// @title Burning tokens for their part of the redeem pools
/// @dev The part is of all tokens, so that undistributed stock keeps its value for those who will get it. Stock that is
/// burnt by a non-earning account redeems nothing: its part stays for the others.
abstract contract Redemption is RevenuePools {
    function burn(uint256 amount) external nonReentrant {
        _redeem(_msgSender(), amount, new address[](0));
    }

    function burnForfeiting(uint256 amount, address[] calldata forfeited) external nonReentrant {
        _redeem(_msgSender(), amount, forfeited);
    }

    function redeemableOnBurn(uint256 amount) external view returns (uint256) {
        return _redeemable(ETH, amount, totalSupply());
    }

    function redeemableERC20OnBurn(uint256 amount, address asset) external view returns (uint256) {
        (bool listed, uint256 index) = _find(asset);
        return listed ? _redeemable(index, amount, totalSupply()) : 0;
    }

    function _redeemable(uint256 index, uint256 amount, uint256 supply) private view returns (uint256) {
        if (amount >= supply) return supply == 0 ? 0 : _pools[index].redeemPool;
        return Math.mulDiv(_pools[index].redeemPool, amount, supply);
    }

    /// @dev Burns and books everything before anybody is called.
    function _redeem(address account, uint256 amount, address[] memory forfeited) private {
        uint256 supply = totalSupply();
        _burn(account, amount);
        if (!earnsRevenue(account)) return;
        uint256[] memory due = new uint256[](_assetCount);
        for (uint256 a = 0; a < due.length; ++a) {
            if (_isForfeited(a, forfeited)) continue;
            due[a] = _redeemable(a, amount, supply);
            if (due[a] != 0) _pools[a].redeemPool -= uint128(due[a]);
        }
        address payee = recipientOf(account);
        for (uint256 a = 0; a < due.length; ++a) {
            if (due[a] == 0) continue;
            address asset = _assetAt(a);
            if (!_push(asset, payee, due[a])) revert RevSharePushFailed(asset, payee, due[a]);
            emit Redeemed(account, asset, due[a], amount);
        }
    }

    function _isForfeited(uint256 index, address[] memory forfeited) private view returns (bool) {
        for (uint256 i = 0; i < forfeited.length; ++i) {
            if (_listedIndex(forfeited[i]) == index) return true;
        }
        return false;
    }
}
