// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {GasTank} from "../../src/GasTank.sol";
import {RevenueRouter} from "../../src/RevenueRouter.sol";
import {IRevenueRouter} from "../../src/interfaces/IRevenueRouter.sol";
import {Test} from "../base/Test.sol";
import {MoodyCoin, Refuser, SilentCoin, TaxedCoin, TokenStub, Weth} from "./Mocks.sol";

/// @title A router with a tank (20 %), a team (10 %) and a contract that refuses (5 %); the token has the rest
abstract contract RouterTest is Test {
    address internal constant ETH = address(0);
    uint256 internal constant TANK_TARGET = 1 ether;
    uint16 internal constant TANK_BPS = 2_000;
    uint16 internal constant TEAM_BPS = 1_000;
    uint16 internal constant REFUSER_BPS = 500;

    MoodyCoin internal coin;
    TaxedCoin internal taxed;
    SilentCoin internal silent;
    Weth internal weth;
    TokenStub internal token;
    GasTank internal tank;
    Refuser internal refuser;
    RevenueRouter internal router;
    address internal team;
    address internal treasury;
    address internal payer;

    function setUp() public virtual {
        coin = new MoodyCoin();
        taxed = new TaxedCoin();
        silent = new SilentCoin();
        weth = new Weth();
        address[] memory listed = new address[](3);
        (listed[0], listed[1], listed[2]) = (address(coin), address(taxed), address(silent));
        token = new TokenStub(listed);
        tank = new GasTank(address(this), address(token), 1 days, TANK_TARGET);
        refuser = new Refuser();
        team = makeAddr("team");
        treasury = makeAddr("treasury");
        payer = makeAddr("payer");
        router = new RevenueRouter(config());
    }

    function config() internal view returns (IRevenueRouter.Config memory c) {
        c.token = address(token);
        c.weth = address(weth);
        c.treasury = treasury;
        c.gasTank = address(tank);
        c.gasTankBps = TANK_BPS;
        c.shares = new IRevenueRouter.Share[](2);
        c.shares[0] = IRevenueRouter.Share(team, TEAM_BPS);
        c.shares[1] = IRevenueRouter.Share(address(refuser), REFUSER_BPS);
    }

    function withShare(address recipient, uint16 bps) internal returns (RevenueRouter) {
        IRevenueRouter.Config memory c = config();
        c.shares = new IRevenueRouter.Share[](1);
        c.shares[0] = IRevenueRouter.Share(recipient, bps);
        return new RevenueRouter(c);
    }

    function fundEth(uint256 amountWei) internal {
        deal(address(router), address(router).balance + amountWei);
    }

    function fundWeth(uint256 amountWei) internal {
        deal(payer, amountWei);
        vm.startPrank(payer);
        weth.deposit{value: amountWei}();
        weth.transfer(address(router), amountWei);
        vm.stopPrank();
    }
}
