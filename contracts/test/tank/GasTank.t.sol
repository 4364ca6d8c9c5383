// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {GasTank} from "../../src/GasTank.sol";
import {IGasTank} from "../../src/interfaces/IGasTank.sol";
import {Refuser} from "../router/Mocks.sol";
import {TankTest} from "./TankTest.sol";

contract GasTankTest is TankTest {
    // Construction

    function test_Constructor_KeepsWhatWasSaid() external view {
        assertEq(tank.owner(), address(this));
        assertEq(tank.surplusTo(), token);
        assertEq(tank.refillPeriod(), PERIOD);
        assertEq(tank.target(), TARGET);
    }

    function test_Constructor_RefusesNoSurplusRecipientAndNoPeriod() external {
        vm.expectRevert(IGasTank.GasTankZeroAddress.selector);
        new GasTank(address(this), address(0), PERIOD, TARGET);
        vm.expectRevert(IGasTank.GasTankZeroPeriod.selector);
        new GasTank(address(this), token, 0, TARGET);
    }

    // Feeding

    function test_Receive_AnnouncesTheFeed() external {
        deal(stranger, 1 ether);
        vm.prank(stranger);
        vm.expectEmit();
        emit IGasTank.Fed(stranger, 1 ether);
        (bool success,) = address(tank).call{value: 1 ether}("");
        assertTrue(success);
    }

    function testFuzz_Shortfall_IsWhatIsMissingToTheTarget(uint128 target, uint128 balance) external {
        tank.setTarget(target);
        deal(address(tank), balance);
        assertEq(tank.shortfall(), target > balance ? target - balance : 0);
    }

    // Surplus

    function test_ReturnSurplus_ByAnyoneSendsWhatIsAboveTheTarget() external {
        deal(address(tank), TARGET + 3 ether);
        vm.expectEmit();
        emit IGasTank.SurplusReturned(3 ether);
        vm.prank(stranger);
        assertEq(tank.returnSurplus(), 3 ether);
        assertEq(token.balance, 3 ether);
        assertEq(address(tank).balance, TARGET);
    }

    function test_ReturnSurplus_OfATankThatIsNoLongerWanted() external {
        tank.setTarget(0);
        tank.returnSurplus();
        assertEq(token.balance, TARGET);
    }

    function test_ReturnSurplus_RefusesWhenThereIsNone() external {
        vm.expectRevert(abi.encodeWithSelector(IGasTank.GasTankNoSurplus.selector, TARGET, TARGET));
        tank.returnSurplus();
    }

    function test_ReturnSurplus_RevertsWhenTheRecipientRefuses() external {
        Refuser refuser = new Refuser();
        tank = new GasTank(address(this), address(refuser), PERIOD, 0);
        deal(address(tank), 5);
        vm.expectRevert(abi.encodeWithSelector(IGasTank.GasTankSurplusRefused.selector, address(refuser), 5));
        tank.returnSurplus();
    }

    // The owner's part

    function test_SetLane_RegistersAndChanges() external {
        vm.expectEmit();
        emit IGasTank.LaneSet(stranger, 5);
        tank.setLane(stranger, 5);
        tank.setLane(stranger, 6);
        assertEq(tank.laneInfo(stranger).target, 6);
        address[] memory lanes = tank.lanes();
        assertEq(lanes.length, 3);
        assertEq(lanes[2], stranger);
    }

    function test_SetLane_DoesNotReopenALane() external {
        tank.refill(one(lane));
        deal(lane, 0);
        tank.setLane(lane, 5 * LANE_TARGET);
        assertEq(tank.refill(one(lane)), 0);
        tank.removeLane(lane);
        tank.setLane(lane, LANE_TARGET);
        assertEq(tank.refill(one(lane)), 0, "registered again, it is where it was");
        skip(PERIOD);
        assertEq(tank.refill(one(lane)), LANE_TARGET);
    }

    function test_SetLane_ToLessLowersWhatAnEmptyTankOwes() external {
        deal(address(tank), 0.1 ether);
        tank.refill(one(lane));
        deal(address(tank), TARGET);
        tank.setLane(lane, 0.3 ether);
        assertEq(tank.refill(one(lane)), 0.2 ether);
        assertEq(lane.balance, 0.3 ether);
    }

    function test_SetLane_RefusesTheZeroAddressAndNoTarget() external {
        vm.expectRevert(IGasTank.GasTankZeroAddress.selector);
        tank.setLane(address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IGasTank.GasTankZeroTarget.selector, stranger));
        tank.setLane(stranger, 0);
    }

    function test_RemoveLane_StopsItsRefills() external {
        vm.expectEmit();
        emit IGasTank.LaneRemoved(lane);
        tank.removeLane(lane);
        assertEq(tank.refill(one(lane)), 0);
        assertEq(tank.lanes().length, 1);
    }

    function test_RemoveLane_RefusesWhoIsNone() external {
        vm.expectRevert(abi.encodeWithSelector(IGasTank.GasTankUnknownLane.selector, stranger));
        tank.removeLane(stranger);
    }

    function test_SetTarget_Announces() external {
        vm.expectEmit();
        emit IGasTank.TargetSet(42);
        tank.setTarget(42);
        assertEq(tank.target(), 42);
    }

    function test_LanesAndTargetsAreTheOwnersAlone() external {
        bytes memory refused = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, lane);
        vm.startPrank(lane);
        vm.expectRevert(refused);
        tank.setLane(lane, type(uint128).max);
        vm.expectRevert(refused);
        tank.removeLane(lane2);
        vm.expectRevert(refused);
        tank.setTarget(0);
    }

    function test_ANewOwnerHasToAccept() external {
        tank.transferOwnership(stranger);
        assertEq(tank.owner(), address(this));
        vm.prank(stranger);
        tank.acceptOwnership();
        assertEq(tank.owner(), stranger);
    }
}
