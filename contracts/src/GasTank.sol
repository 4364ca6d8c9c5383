// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IGasTank} from "./interfaces/IGasTank.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";

/// @title GasTank
/// @dev A refill fills a lane completely and then closes it for `refillPeriod`. So whoever calls, and however often, a lane
/// that spends at most one target a period never runs dry, and a leaked key gets at most one target in any period.
/// Only what an empty tank could not give may follow earlier, and that starts the period anew.
contract GasTank is IGasTank, Ownable2Step, ReentrancyGuardTransient {
    using EnumerableSet for EnumerableSet.AddressSet;
    using SafeCast for uint256;

    /// @notice What a lane may spend on taking its refill; sending keys have no code and need none.
    uint256 public constant PUSH_GAS = 30_000;

    uint256 public immutable refillPeriod;
    address public immutable surplusTo;

    uint256 public target;
    EnumerableSet.AddressSet private _lanes;
    mapping(address lane => Lane) private _laneInfo;

    constructor(address owner_, address surplusTo_, uint256 refillPeriod_, uint256 targetWei) Ownable(owner_) {
        if (surplusTo_ == address(0)) revert GasTankZeroAddress();
        if (refillPeriod_ == 0) revert GasTankZeroPeriod();
        surplusTo = surplusTo_;
        refillPeriod = refillPeriod_;
        _setTarget(targetWei);
    }

    receive() external payable {
        emit Fed(msg.sender, msg.value);
    }

    /// @inheritdoc IGasTank
    function refill(address[] calldata lanes_) external nonReentrant returns (uint256 totalWei) {
        for (uint256 i = 0; i < lanes_.length; ++i) {
            totalWei += _refill(lanes_[i]);
        }
    }

    /// @inheritdoc IGasTank
    function returnSurplus() external nonReentrant returns (uint256 amountWei) {
        amountWei = Math.saturatingSub(address(this).balance, target);
        // slither-disable-next-line incorrect-equality: nothing to do, no threshold to miss
        if (amountWei == 0) revert GasTankNoSurplus(address(this).balance, target);
        emit SurplusReturned(amountWei);
        (bool success,) = surplusTo.call{value: amountWei}("");
        if (!success) revert GasTankSurplusRefused(surplusTo, amountWei);
    }

    /// @inheritdoc IGasTank
    function setLane(address lane, uint128 targetWei) external onlyOwner {
        if (lane == address(0)) revert GasTankZeroAddress();
        if (targetWei == 0) revert GasTankZeroTarget(lane);
        // slither-disable-next-line unused-return: new or not, it is registered now
        _lanes.add(lane);
        _laneInfo[lane].target = targetWei;
        emit LaneSet(lane, targetWei);
    }

    /// @inheritdoc IGasTank
    function removeLane(address lane) external onlyOwner {
        if (!_lanes.remove(lane)) revert GasTankUnknownLane(lane);
        // The rest stays: registered again, the lane is where it was in its period.
        _laneInfo[lane].target = 0;
        emit LaneRemoved(lane);
    }

    /// @inheritdoc IGasTank
    function setTarget(uint256 targetWei) external onlyOwner {
        _setTarget(targetWei);
    }

    /// @inheritdoc IGasTank
    function shortfall() external view returns (uint256 amountWei) {
        return Math.saturatingSub(target, address(this).balance);
    }

    /// @inheritdoc IGasTank
    function refillable(address lane) external view returns (uint256 amountWei) {
        return Math.min(_due(lane), address(this).balance);
    }

    /// @inheritdoc IGasTank
    function laneInfo(address lane) external view returns (Lane memory) {
        return _laneInfo[lane];
    }

    /// @inheritdoc IGasTank
    function lanes() external view returns (address[] memory) {
        return _lanes.values();
    }

    function _setTarget(uint256 targetWei) private {
        target = targetWei;
        emit TargetSet(targetWei);
    }

    function _isClosed(Lane memory info) private view returns (bool) {
        return info.refilledAt != 0 && block.timestamp < info.refilledAt + refillPeriod;
    }

    /// @dev What the lane may be given, however little the tank holds.
    function _due(address lane) private view returns (uint256 dueWei) {
        Lane memory info = _laneInfo[lane];
        dueWei = Math.saturatingSub(info.target, lane.balance);
        if (_isClosed(info)) dueWei = Math.min(dueWei, info.lacking);
    }

    function _refill(address lane) private returns (uint256 amountWei) {
        uint256 dueWei = _due(lane);
        amountWei = Math.min(dueWei, address(this).balance);
        // slither-disable-next-line incorrect-equality: nothing to do, no threshold to miss
        if (amountWei == 0) return 0;

        Lane memory before = _laneInfo[lane];
        uint256 promisedWei = _isClosed(before) ? before.lacking : dueWei;
        _laneInfo[lane].lacking = (promisedWei - amountWei).toUint128();
        _laneInfo[lane].refilledAt = uint64(block.timestamp);
        if (BoundedCall.sendEth(lane, amountWei, PUSH_GAS)) {
            emit LaneRefilled(lane, amountWei);
        } else {
            _laneInfo[lane] = before;
            emit LaneRefused(lane, amountWei);
            amountWei = 0;
        }
    }
}
