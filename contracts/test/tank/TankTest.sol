// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {GasTank} from "../../src/GasTank.sol";
import {Test} from "../base/Test.sol";

/// @title A tank with two lanes, full
abstract contract TankTest is Test {
    uint256 internal constant PERIOD = 1 days;
    uint256 internal constant TARGET = 10 ether;
    uint128 internal constant LANE_TARGET = 1 ether;

    GasTank internal tank;
    address internal token;
    address internal lane;
    address internal lane2;
    address internal stranger;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        token = makeAddr("token");
        lane = makeAddr("lane");
        lane2 = makeAddr("lane2");
        stranger = makeAddr("stranger");
        tank = new GasTank(address(this), token, PERIOD, TARGET);
        tank.setLane(lane, LANE_TARGET);
        tank.setLane(lane2, 2 * LANE_TARGET);
        deal(address(tank), TARGET);
    }
}
