// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ETH from the revenue that pays for distributing the revenue
/// @dev ETH leaves for two places only: a registered lane, and `surplusTo`. Amounts are wei, times seconds.
interface IGasTank {
    struct Lane {
        uint128 target; // 0: not registered
        uint128 lacking; // what the tank could not give at the last refill, and may make up for
        uint64 refilledAt;
    }

    event TargetSet(uint256 targetWei);
    event LaneSet(address indexed lane, uint256 targetWei);
    event LaneRemoved(address indexed lane);
    event LaneRefilled(address indexed lane, uint256 amountWei);
    event LaneRefused(address indexed lane, uint256 amountWei);
    event Fed(address indexed from, uint256 amountWei);
    event SurplusReturned(uint256 amountWei);

    error GasTankZeroAddress();
    error GasTankZeroPeriod();
    error GasTankZeroTarget(address lane);
    error GasTankUnknownLane(address lane);
    error GasTankNoSurplus(uint256 balanceWei, uint256 targetWei);
    error GasTankSurplusRefused(address to, uint256 amountWei);

    /// @notice Brings each lane up to its target, as far as the tank reaches. In any `refillPeriod` a lane gets its target
    /// at most once. A lane that is not registered, needs nothing, has had its target or refuses is passed over.
    /// @return totalWei what left the tank
    function refill(address[] calldata lanes) external returns (uint256 totalWei);

    /// @notice Sends what is above the tank's target to `surplusTo`.
    function returnSurplus() external returns (uint256 amountWei);

    /// @notice Registers a lane or changes its target; its refill period runs on. Owner only.
    function setLane(address lane, uint128 targetWei) external;

    /// @notice Stops refilling a lane. Owner only.
    function removeLane(address lane) external;

    /// @notice Sets what the tank itself is to hold. Owner only.
    function setTarget(uint256 targetWei) external;

    /// @return amountWei what the tank lacks to its target
    function shortfall() external view returns (uint256 amountWei);

    /// @return amountWei what `refill` would give `lane` now
    function refillable(address lane) external view returns (uint256 amountWei);

    function laneInfo(address lane) external view returns (Lane memory);

    function lanes() external view returns (address[] memory);

    function target() external view returns (uint256);

    function refillPeriod() external view returns (uint256);

    function surplusTo() external view returns (address);
}
