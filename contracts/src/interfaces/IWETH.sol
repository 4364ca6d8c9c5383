// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Wrapped native ETH
interface IWETH is IERC20 {
    function deposit() external payable;

    function withdraw(uint256 amountWei) external;
}
