// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title An AMM pair as far as it matters here: what it holds above its reserves belongs to whoever asks first
contract NaivePair {
    IERC20[2] private _tokens;
    uint256[2] private _reserves;

    constructor(IERC20 token0, IERC20 token1) {
        _tokens = [token0, token1];
    }

    function sync() external {
        for (uint256 i = 0; i < 2; ++i) {
            _reserves[i] = _tokens[i].balanceOf(address(this));
        }
    }

    function skim(address to) external {
        for (uint256 i = 0; i < 2; ++i) {
            _tokens[i].transfer(to, _tokens[i].balanceOf(address(this)) - _reserves[i]);
        }
    }
}
