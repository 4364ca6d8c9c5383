// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IGasTank} from "../../src/interfaces/IGasTank.sol";
import {GasBurner, Hungry, Reenterer, Refuser} from "../router/Mocks.sol";
import {TankTest} from "./TankTest.sol";

contract RefillTest is TankTest {
    function test_Refill_ByAnyoneBringsEachLaneUpToItsTarget() external {
        deal(lane, 0.3 ether);
        vm.expectEmit();
        emit IGasTank.LaneRefilled(lane, 0.7 ether);
        vm.expectEmit();
        emit IGasTank.LaneRefilled(lane2, 2 ether);
        vm.prank(stranger);
        uint256 total = tank.refill(two(lane, lane2));

        assertEq(total, 2.7 ether);
        assertEq(lane.balance, LANE_TARGET);
        assertEq(lane2.balance, 2 * LANE_TARGET);
        assertEq(stranger.balance, 0, "the caller gets nothing");
        assertEq(tank.laneInfo(lane).refilledAt, block.timestamp);
    }

    function test_Refill_PassesOverWhoIsNoLane() external {
        assertEq(tank.refillable(stranger), 0);
        assertEq(tank.refill(two(stranger, lane)), LANE_TARGET);
        assertEq(stranger.balance, 0);
    }

    function test_Refill_PassesOverALaneThatHasEnoughAndLeavesItOpen() external {
        deal(lane, 3 ether);
        assertEq(tank.refill(one(lane)), 0);
        deal(lane, 0);
        assertEq(tank.refill(one(lane)), LANE_TARGET, "no period has begun");
    }

    function test_Refill_OfALaneNamedTwiceGivesOnce() external {
        assertEq(tank.refill(two(lane, lane)), LANE_TARGET);
    }

    function test_Refill_GivesNothingMoreWithinThePeriod() external {
        tank.refill(one(lane));
        deal(lane, 0);
        skip(PERIOD - 1);
        assertEq(tank.refillable(lane), 0);
        assertEq(tank.refill(one(lane)), 0);
        skip(1);
        assertEq(tank.refillable(lane), LANE_TARGET);
        assertEq(tank.refill(one(lane)), LANE_TARGET);
    }

    function test_Refill_WorksInTheFirstSecondsOfAChainsClock() external {
        vm.warp(1);
        assertEq(tank.refill(one(lane)), LANE_TARGET);
        deal(lane, 0);
        vm.warp(PERIOD);
        assertEq(tank.refill(one(lane)), 0);
        vm.warp(PERIOD + 1);
        assertEq(tank.refill(one(lane)), LANE_TARGET);
    }

    function test_Refill_LeavesALaneAFullTargetForThePeriodHoweverLittleItTook() external {
        deal(lane, LANE_TARGET - 1);
        vm.prank(stranger);
        tank.refill(one(lane)); // somebody closes the lane for one wei
        assertEq(lane.balance, LANE_TARGET);
    }

    function test_Refill_GivesWhatAnEmptyTankOwesAsSoonAsItCan() external {
        deal(address(tank), 0.4 ether);
        assertEq(tank.refill(one(lane)), 0.4 ether);
        assertEq(tank.laneInfo(lane).lacking, 0.6 ether);
        deal(lane, 0);
        deal(address(tank), 5 ether);
        assertEq(tank.refillable(lane), 0.6 ether);
        assertEq(tank.refill(one(lane)), 0.6 ether, "up to one target, no more");
        assertEq(tank.refill(one(lane)), 0);
    }

    function test_Refill_KeepsOwingWhatALaneDoesNotNeedYet() external {
        deal(address(tank), 0.4 ether);
        tank.refill(one(lane)); // 0.6 is lacking
        deal(address(tank), 5 ether);
        deal(lane, 0.9 ether);
        assertEq(tank.refill(one(lane)), 0.1 ether);
        assertEq(tank.laneInfo(lane).lacking, 0.5 ether);
        deal(lane, 0);
        assertEq(tank.refill(one(lane)), 0.5 ether);
    }

    function test_Refill_ThatFollowsAnEmptyTankBeginsThePeriodAnew() external {
        deal(address(tank), 0.4 ether);
        tank.refill(one(lane));
        deal(address(tank), 5 ether);
        skip(PERIOD - 1);
        tank.refill(one(lane));
        deal(lane, 0);
        skip(1);
        assertEq(tank.refill(one(lane)), 0);
        skip(PERIOD - 1);
        assertEq(tank.refill(one(lane)), LANE_TARGET);
    }

    function test_Refill_ByAnEmptyTankClosesNothing() external {
        deal(address(tank), 0);
        assertEq(tank.refill(one(lane)), 0);
        assertEq(tank.laneInfo(lane).refilledAt, 0);
    }

    function test_Refill_PassesOverALaneThatRefuses() external {
        Refuser refuser = new Refuser();
        tank.setLane(address(refuser), LANE_TARGET);
        vm.expectEmit();
        emit IGasTank.LaneRefused(address(refuser), LANE_TARGET);
        assertEq(tank.refill(two(address(refuser), lane)), LANE_TARGET);
        assertEq(tank.laneInfo(address(refuser)).refilledAt, 0, "it is not closed");
        refuser.setWilling(true);
        assertEq(tank.refill(one(address(refuser))), LANE_TARGET);
    }

    function test_Refill_IsNotStoppedByALaneThatBurnsItsGas() external {
        GasBurner burner = new GasBurner();
        tank.setLane(address(burner), LANE_TARGET);
        uint256 gasBefore = gasleft();
        assertEq(tank.refill(two(address(burner), lane)), LANE_TARGET);
        assertLt(gasBefore - gasleft(), 200_000);
    }

    function testFuzz_Attack_ACallerCannotStarveALane(uint256 gasLimit) external {
        address hungry = address(new Hungry(28_000));
        tank.setLane(hungry, LANE_TARGET);
        gasLimit = bound(gasLimit, 20_000, 250_000);
        try tank.refill{gas: gasLimit}(one(hungry)) returns (uint256 totalWei) {
            assertEq(totalWei, LANE_TARGET);
        } catch {
            assertEq(tank.refillable(hungry), LANE_TARGET);
            assertLt(gasLimit, 150_000, "enough gas");
        }
    }

    function test_Attack_ALaneCannotReenter() external {
        Reenterer reenterer = new Reenterer();
        tank.setLane(address(reenterer), LANE_TARGET);
        deal(token, 1); // a payment to it is cheap then
        bytes[2] memory calls = [abi.encodeCall(tank.refill, (one(lane))), abi.encodeCall(tank.returnSurplus, ())];
        for (uint256 i = 0; i < 2; ++i) {
            deal(address(tank), 2 * TARGET);
            reenterer.aim(address(tank), calls[i]);
            tank.refill(one(address(reenterer)));
            assertTrue(reenterer.entered());
            assertFalse(reenterer.succeeded(), "re-entered");
            vm.prank(address(reenterer));
            payable(address(0xdead)).transfer(LANE_TARGET);
            skip(PERIOD);
        }
        assertEq(lane.balance, 0);
    }

    /// A thief with the key of a lane empties it and refills it, again and again, at the moments that suit him best.
    function testFuzz_Attack_ALeakedKeyGetsOneTargetInAnyPeriod(uint32[24] memory waits, uint64[24] memory feeds)
        external
    {
        uint256[] memory times = new uint256[](24);
        uint256[] memory gains = new uint256[](24);
        deal(address(tank), 0.2 ether); // nearly empty, so that late refills happen too
        for (uint256 i = 0; i < 24; ++i) {
            skip(waits[i] % PERIOD);
            deal(address(tank), address(tank).balance + feeds[i] % LANE_TARGET);
            vm.prank(lane);
            gains[i] = tank.refill(one(lane));
            times[i] = vm.getBlockTimestamp();
            assertEq(lane.balance, gains[i]);
            deal(lane, 0);

            uint256 inPeriod;
            for (uint256 j = 0; j <= i; ++j) {
                if (times[i] - times[j] < PERIOD) inPeriod += gains[j];
            }
            assertLe(inPeriod, LANE_TARGET, "one target in any period");
        }
    }

    function test_Attack_ALeakedKeyDrainsNothingMoreOnceItIsRemoved() external {
        for (uint256 day = 0; day < 5; ++day) {
            for (uint256 i = 0; i < 24; ++i) {
                tank.refill(one(lane));
                deal(lane, 0);
                skip(1 hours);
            }
        }
        assertEq(address(tank).balance, TARGET - 5 * LANE_TARGET, "one target a period");
        tank.removeLane(lane);
        skip(PERIOD);
        assertEq(tank.refill(one(lane)), 0);
    }

    function testFuzz_Refill_KeepsALaneThatSpendsOneTargetAPeriodAlive(uint8[48] memory callsBefore) external {
        deal(lane, LANE_TARGET);
        deal(address(tank), 100 ether);
        uint256 hourly = uint256(LANE_TARGET) / 24;
        for (uint256 h = 0; h < 48; ++h) {
            // anybody may refill at the worst moment, or at none
            if (callsBefore[h] % 2 == 0) tank.refill(one(lane));
            assertGe(lane.balance, hourly, "the lane ran dry");
            deal(lane, lane.balance - hourly);
            tank.refill(one(lane)); // the operator's own sweep
            skip(1 hours);
        }
    }
}
