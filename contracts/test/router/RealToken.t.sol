// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {GasTank} from "../../src/GasTank.sol";
import {RevenueRouter} from "../../src/RevenueRouter.sol";
import {IRevenueRouter} from "../../src/interfaces/IRevenueRouter.sol";
import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {ModelOracle} from "../../src/local/ModelOracle.sol";
import {TokenTest} from "../token/TokenTest.sol";
import {Coin, Weth} from "./Mocks.sol";

/// @title From the oracle through the router into the real token, and the gas out of the tank
contract RealTokenTest is TokenTest {
    Coin private coin;
    Weth private weth;
    GasTank private tank;
    RevenueRouter private router;
    ModelOracle private oracle;

    function setUp() public override {
        coin = new Coin();
        super.setUp();
        weth = new Weth();
        tank = new GasTank(address(this), address(token), 1 days, 0.5 ether);
        IRevenueRouter.Config memory c;
        (c.token, c.weth, c.treasury) = (address(token), address(weth), treasury);
        (c.gasTank, c.gasTankBps) = (address(tank), 1_000);
        router = new RevenueRouter(c);
        oracle = new ModelOracle();
    }

    function config() internal view override returns (IRevenueShareToken.Config memory c) {
        c = super.config();
        c.assets = new IRevenueShareToken.AssetConfig[](1);
        c.assets[0] = IRevenueShareToken.AssetConfig(address(coin), 1e6);
    }

    function test_RevenueOfAModelReachesItsHolders() external {
        uint256 modelId = oracle.registerModel(address(router), address(0), 1 ether);
        for (uint256 i = 0; i < 2; ++i) {
            deal(payer, 1 ether);
            vm.prank(payer);
            oracle.requestInference{value: 1 ether}(modelId, "prompt");
        }
        deal(payer, 2 ether);
        vm.startPrank(payer); // a royalty
        weth.deposit{value: 2 ether}();
        weth.transfer(address(router), 2 ether);
        vm.stopPrank();
        coin.mint(address(router), 50e6);

        oracle.claimModelRevenue(modelId);
        router.flush(address(weth));
        router.flush(address(coin));
        assertEq(token.pendingRevenue(address(0)), 3.6 ether, "a tenth is for gas");
        assertEq(token.pendingRevenue(address(coin)), 50e6);

        uint256 id = snap();
        vm.prank(alice);
        token.claim(id);
        assertEq(alice.balance, 1.08 ether, "half of 60 %");
        assertEq(coin.balanceOf(alice), 15e6);
    }

    function test_TheTankPaysForTheLaneAndReturnsTheRestToTheHolders() external {
        address lane = makeAddr("lane");
        tank.setLane(lane, 0.1 ether);
        deal(address(router), 3 ether);
        router.flush(address(0));
        assertEq(address(tank).balance, 0.3 ether);
        tank.refill(one(lane));
        assertEq(lane.balance, 0.1 ether);
        tank.setTarget(0);
        tank.returnSurplus();
        assertEq(token.pendingRevenue(address(0)), 2.9 ether);
    }
}
