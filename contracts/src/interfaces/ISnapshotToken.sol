// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC7641} from "./IERC7641.sol";

/// @title What the ERC-7641 tokens in use share beyond the draft; each has only some of it
interface ISnapshotToken is IERC7641 {
    /// @dev OpenZeppelin's ERC20Snapshot, up to 4.9.
    event Snapshot(uint256 id);

    /// @notice Claims several, all or nothing.
    function claimBatch(uint256[] calldata snapshotIds) external;

    /// @dev Reverts for an id that is 0 or was not taken yet.
    function balanceOfAt(address account, uint256 snapshotId) external view returns (uint256);
    function totalSupplyAt(uint256 snapshotId) external view returns (uint256);

    /// @return percent of revenue that can be claimed; the rest is for burners
    function percentClaimable() external view returns (uint256 percent);

    /// @notice ORA's token: more than so many seconds lie between two snapshots.
    function snapshotInterval() external view returns (uint256 intervalSec);
    function lastSnapshotTimestamp() external view returns (uint256 timestampSec);
}
