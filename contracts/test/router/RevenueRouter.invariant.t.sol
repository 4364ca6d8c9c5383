// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {GasTank} from "../../src/GasTank.sol";
import {RevenueRouter} from "../../src/RevenueRouter.sol";
import {Test} from "../base/Test.sol";
import {MoodyCoin, Refuser, Weth} from "./Mocks.sol";
import {RouterTest} from "./RouterTest.sol";

/// @dev Pays in, flushes and fetches in any order, while recipients change their minds.
contract RouterHandler is Test {
    RevenueRouter private immutable router;
    MoodyCoin private immutable coin;
    Weth private immutable weth;
    Refuser private immutable refuser;
    address private immutable team;

    uint256 public ethIn;
    uint256 public coinIn;
    address public immutable payee = address(0xFEE);

    constructor(RevenueRouter router_, MoodyCoin coin_, Weth weth_, Refuser refuser_, address team_) {
        (router, coin, weth, refuser, team) = (router_, coin_, weth_, refuser_, team_);
    }

    function payEth(uint96 amountWei, bool labelled) external {
        deal(address(this), amountWei);
        ethIn += amountWei;
        if (labelled) router.deposit{value: amountWei}(address(0), amountWei, "label");
        else payable(address(router)).transfer(amountWei);
    }

    function payWeth(uint96 amountWei) external {
        deal(address(this), amountWei);
        ethIn += amountWei;
        weth.deposit{value: amountWei}();
        weth.transfer(address(router), amountWei);
    }

    function payCoin(uint96 amount, bool labelled) external {
        coin.mint(address(this), amount);
        coinIn += amount;
        coin.approve(address(router), amount);
        if (labelled) router.deposit(address(coin), amount, "label");
        else coin.transfer(address(router), amount);
    }

    function flush(uint8 which) external {
        router.flush(_asset(which));
    }

    function changeMinds(bool willing, uint8 mood) external {
        refuser.setWilling(willing);
        coin.setMood(team, MoodyCoin.Mood(mood % 3));
    }

    function fetch(uint8 which, bool retry) external {
        if (retry) {
            router.retry(_asset(which), which % 2 == 0 ? team : address(refuser));
        } else if (which % 2 == 0) {
            vm.prank(team);
            router.withdraw(_asset(which), payee);
        } else {
            refuser.act(address(router), abi.encodeCall(router.withdraw, (_asset(which), payee)));
        }
    }

    function _asset(uint8 which) private view returns (address) {
        if (which % 3 == 0) return address(coin);
        return which % 3 == 1 ? address(0) : address(weth);
    }
}

contract RevenueRouterInvariantTest is RouterTest {
    RouterHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new RouterHandler(router, coin, weth, refuser, team);
        targetContract(address(handler));
    }

    /// What came in is here, or has reached one of those whom the split names; to the wei, in each asset.
    function invariant_WhatCameInIsHereOrWithTheRecipients() external view {
        address[6] memory holders =
            [address(router), address(token), address(tank), team, address(refuser), handler.payee()];
        uint256 ethSum = weth.balanceOf(address(router));
        uint256 coinSum;
        for (uint256 i = 0; i < holders.length; ++i) {
            ethSum += holders[i].balance;
            coinSum += coin.balanceOf(holders[i]);
        }
        assertEq(ethSum, handler.ethIn(), "ETH");
        assertEq(coinSum, handler.coinIn(), "coin");
    }

    /// What is held for recipients is here, and adds up.
    function invariant_WhatIsHeldIsHere() external view {
        assertGe(address(router).balance, router.totalHeld(ETH), "ETH");
        assertGe(coin.balanceOf(address(router)), router.totalHeld(address(coin)), "coin");
        assertEq(router.held(ETH, team) + router.held(ETH, address(refuser)), router.totalHeld(ETH));
        assertEq(
            router.held(address(coin), team) + router.held(address(coin), address(refuser)),
            router.totalHeld(address(coin))
        );
    }

    /// The token never gets less than the split leaves it, the tank never more than its target.
    function invariant_TheTokenGetsAtLeastItsPart() external view {
        uint256 flushed = handler.ethIn() - router.flushable(address(weth));
        assertGe(address(token).balance, flushed * 6_500 / 10_000, "token");
        assertLe(address(tank).balance, TANK_TARGET, "tank");
    }
}
