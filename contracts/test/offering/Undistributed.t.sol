// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ModelOffering} from "../../src/ModelOffering.sol";
import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../token/TokenTest.sol";

/// @title A snapshot before the offering's buyers have claimed, on a token without a first second
/// @dev Half the supply is the offering's stock, the other half is alice's. What `firstSnapshotAt` adds is shown in
/// token/attack/FirstSnapshot.t.sol.
contract UndistributedStockTest is TokenTest {
    uint256 private constant TARGET = 100 ether;

    ModelOffering private offering;

    function setUp() public override {
        // The token names the offering and the offering the token: the offering comes first and knows where the token
        // will be, as in the launch script.
        super.setUp();
        _launch(true);
    }

    function _launch(bool nonEarning) private {
        address tokenAddress = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        offering = new ModelOffering(tokenAddress, treasury, SUPPLY / 2, TARGET, vm.getBlockTimestamp() + 7 days);
        IRevenueShareToken.Config memory c = config();
        c.holders = two(alice, address(offering));
        c.amounts = two(SUPPLY / 2, SUPPLY / 2);
        c.nonEarning = nonEarning ? one(address(offering)) : new address[](0);
        token = deploy(c);
        assertEq(address(token), tokenAddress);
        skip(1);
    }

    function _sell() private {
        deal(bob, 100 ether);
        vm.prank(bob);
        offering.deposit{value: 100 ether}();
        vm.warp(offering.deadline());
        offering.finalize();
    }

    function test_Attack_TheUndistributedStockTakesNoRevenueFromTheHolders() external {
        _sell();
        uint256 id = earnAndSnap(10 ether); // bob has bought and not claimed
        assertEq(token.snapshotInfo(id).supply, SUPPLY / 2, "earning supply");
        assertEq(token.claimableRevenue(address(offering), id), 0);
        assertEq(token.claimableRevenue(alice, id), 6 ether, "60 % of the revenue is claimed, all by her");

        vm.prank(alice);
        token.claim(id);
        assertEq(alice.balance, 6 ether);
    }

    function test_OnATokenThatCountsTheStockHalfTheRevenueIsLost() external {
        _launch(false);
        _sell();
        uint256 id = earnAndSnap(10 ether);
        assertEq(token.claimableRevenue(address(offering), id), 3 ether, "due to a contract that never claims");
        assertEq(token.claimableRevenue(alice, id), 3 ether);
    }

    function test_ABuyerEarnsFromItsOwnClaimOn() external {
        _sell();
        uint256 before = earnAndSnap(10 ether);
        vm.prank(bob);
        (uint256 tokens,) = offering.claim(bob);
        assertEq(tokens, SUPPLY / 2);
        skip(1);
        uint256 afterwards = earnAndSnap(10 ether);
        assertEq(token.claimableRevenue(bob, before), 0);
        assertEq(token.claimableRevenue(bob, afterwards), 3 ether);
        assertEq(token.claimableRevenue(alice, afterwards), 3 ether);
    }

    function test_Attack_ASnapshotBetweenTheClaimsOfTwoBuyersFavoursNeitherTwice() external {
        deal(bob, 100 ether);
        deal(carol, 100 ether);
        vm.prank(bob);
        offering.deposit{value: 100 ether}();
        vm.prank(carol);
        offering.deposit{value: 100 ether}();
        vm.warp(offering.deadline());
        vm.prank(bob);
        offering.claim(bob);
        skip(1);
        uint256 id = earnAndSnap(12 ether);
        vm.prank(carol);
        offering.claim(carol);
        uint256 sum = token.claimableRevenue(alice, id) + token.claimableRevenue(bob, id)
            + token.claimableRevenue(carol, id) + token.claimableRevenue(address(offering), id);
        assertEq(token.claimableRevenue(carol, id), 0);
        assertEq(token.claimableRevenue(bob, id), 2.4 ether, "a third of the earning supply");
        assertApproxEqAbs(sum, 7.2 ether, 3, "all of it is due to earning holders");
    }

    function test_UnsoldStockGoesBackAndEarnsWithTheTreasury() external {
        vm.warp(offering.deadline());
        offering.finalize();
        assertEq(token.balanceOf(treasury), SUPPLY / 2);
        skip(1);
        uint256 id = earnAndSnap(10 ether);
        assertEq(token.claimableRevenue(treasury, id), 3 ether);
    }
}
