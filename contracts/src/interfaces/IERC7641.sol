// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title ERC-7641 Intrinsic RevShare Token (Draft)
interface IERC7641 is IERC20 {
    /// @return amountWei what `account` can still claim of `snapshotId`; 0 when claimed, expired or unknown
    function claimableRevenue(address account, uint256 snapshotId) external view returns (uint256 amountWei);

    /// @notice Pays the caller its share of `snapshotId`
    function claim(uint256 snapshotId) external;

    /// @notice Closes the pending revenue into a new snapshot
    function snapshot() external returns (uint256 snapshotId);

    /// @return amountWei what burning `amount` would redeem
    function redeemableOnBurn(uint256 amount) external view returns (uint256 amountWei);

    /// @notice Burns `amount` of the caller and pays its part of the redeem pool
    function burn(uint256 amount) external;
}

/// @title ERC-7641 extension: revenue in other ERC-20 tokens
interface IERC7641AltRevToken is IERC7641 {
    /// @return amount of `token` that `account` can still claim of `snapshotId`; 0 also when `token` is not listed
    function claimableERC20(address account, uint256 snapshotId, address token) external view returns (uint256 amount);

    /// @return redeemable amount of `token` that burning `amount` would redeem; 0 when `token` is not listed
    function redeemableERC20OnBurn(uint256 amount, address token) external view returns (uint256 redeemable);
}
