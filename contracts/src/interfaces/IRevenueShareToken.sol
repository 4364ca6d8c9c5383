// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC7641AltRevToken} from "./IERC7641.sol";

/// @title What imo-relay's token adds to ERC-7641
/// @dev The asset `address(0)` is native ETH. Every timepoint is in seconds (ERC-6372, mode=timestamp).
interface IRevenueShareToken is IERC7641AltRevToken {
    /// @notice ETH arrived, or ERC-20 revenue was noticed (at a snapshot or by `sync`).
    event RevenueReceived(address indexed asset, address indexed source, uint256 amount);
    event SnapshotTaken(uint256 indexed snapshotId, uint48 timepoint, uint48 expiresAt, uint256 supply);
    /// @notice One per asset with revenue, right after `SnapshotTaken`.
    event SnapshotRevenue(uint256 indexed snapshotId, address indexed asset, uint256 claimable, uint256 redeemable);
    /// @notice `recipient` was paid `amount` of `asset` for `account`'s share of `snapshotId`.
    event Claimed(
        address indexed account, uint256 indexed snapshotId, address indexed asset, address recipient, uint256 amount
    );
    /// @notice A push failed: the share stays claimable and nobody else is affected.
    event ClaimPushFailed(
        address indexed account, uint256 indexed snapshotId, address indexed asset, address recipient, uint256 amount
    );
    event RecipientSet(address indexed account, address indexed recipient);
    event Redeemed(address indexed account, address indexed asset, uint256 amount, uint256 burnt);
    event Recycled(uint256 indexed snapshotId, address indexed asset, uint256 amount);
    event SentToTreasury(address indexed asset, uint256 amount);

    error RevShareSnapshotTooEarly(uint256 notBefore, uint256 now_);
    error RevShareRevenueBelowMinimum(uint256 pending, uint256 minimum);
    error RevShareNoSupply();
    error RevShareUnknownSnapshot(uint256 snapshotId, uint256 currentSnapshotId);
    error RevShareClaimExpired(uint256 snapshotId, uint256 expiresAt, uint256 now_);
    error RevShareNothingDue(address account, uint256 snapshotId);

    struct SnapshotInfo {
        uint48 timepoint;
        uint48 takenAt;
        uint48 expiresAt;
        uint256 supply;
    }

    function claimBatch(uint256[] calldata snapshotIds) external;

    function claimFor(address account, uint256[] calldata snapshotIds) external;

    function claimForMany(address[] calldata accounts, uint256[] calldata snapshotIds) external;

    function setRecipient(address recipient) external;

    function currentSnapshotId() external view returns (uint256);

    function snapshotInfo(uint256 snapshotId) external view returns (SnapshotInfo memory);

    /// @notice What was closed into `snapshotId` for claims of `asset`, and how much of it was claimed.
    function snapshotRevenue(uint256 snapshotId, address asset) external view returns (uint256 claimable, uint256 claimed);

    function pendingRevenue(address asset) external view returns (uint256);

    function nextSnapshotAt() external view returns (uint256);

    function isClaimed(address account, uint256 snapshotId, address asset) external view returns (bool);

    /// @notice ETH first, then the listed ERC-20s.
    function assets() external view returns (address[] memory);

    function trustedForwarder() external view returns (address);
}
