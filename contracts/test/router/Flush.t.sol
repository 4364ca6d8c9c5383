// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueRouter} from "../../src/RevenueRouter.sol";
import {IRevenueRouter} from "../../src/interfaces/IRevenueRouter.sol";
import {Vm} from "../base/Vm.sol";
import {Coin} from "./Mocks.sol";
import {RouterTest} from "./RouterTest.sol";

contract FlushTest is RouterTest {
    function test_Flush_SplitsEthByBasisPoints() external {
        refuser.setWilling(true);
        fundEth(1 ether);
        vm.expectEmit();
        emit IRevenueRouter.SharePaid(team, ETH, 0.1 ether);
        vm.expectEmit();
        emit IRevenueRouter.SharePaid(address(refuser), ETH, 0.05 ether);
        vm.expectEmit();
        emit IRevenueRouter.Flushed(ETH, 1 ether, 0.65 ether, 0.2 ether);
        vm.prank(payer);
        uint256 toToken = router.flush(ETH);

        assertEq(toToken, 0.65 ether);
        assertEq(address(token).balance, 0.65 ether);
        assertEq(address(tank).balance, 0.2 ether);
        assertEq(team.balance, 0.1 ether);
        assertEq(address(refuser).balance, 0.05 ether);
        assertEq(address(router).balance, 0);
    }

    function test_Flush_GivesTheTankOnlyWhatItLacks() external {
        deal(address(tank), 0.95 ether);
        fundEth(1 ether);
        router.flush(ETH);
        assertEq(address(tank).balance, TANK_TARGET);
        assertEq(address(token).balance, 0.8 ether, "surplus to the token");
    }

    function test_Flush_GivesAFullTankNothing() external {
        deal(address(tank), 5 ether);
        fundEth(1 ether);
        router.flush(ETH);
        assertEq(address(tank).balance, 5 ether);
        assertEq(address(token).balance, 0.85 ether);
    }

    function test_Flush_GivesTheTokenWhatTheTankRefuses() external {
        vm.mockCallRevert(address(tank), "", "broken");
        vm.mockCall(address(tank), abi.encodeCall(tank.shortfall, ()), abi.encode(TANK_TARGET));
        fundEth(1 ether);
        vm.expectEmit();
        emit IRevenueRouter.Flushed(ETH, 1 ether, 0.85 ether, 0);
        router.flush(ETH);
    }

    function test_Flush_WithoutATank() external {
        IRevenueRouter.Config memory c = config();
        (c.gasTank, c.gasTankBps) = (address(0), 0);
        router = new RevenueRouter(c);
        fundEth(1 ether);
        assertEq(router.flush(ETH), 0.85 ether);
    }

    function test_Flush_SplitsAnErc20AndFeedsNoTankWithIt() external {
        coin.mint(address(router), 1_000e6);
        router.flush(address(coin));
        assertEq(coin.balanceOf(address(token)), 850e6);
        assertEq(coin.balanceOf(team), 100e6);
        assertEq(coin.balanceOf(address(refuser)), 50e6);
        assertEq(coin.balanceOf(address(tank)), 0);
    }

    function test_Flush_TakesAnErc20WithoutReturnValue() external {
        silent.mint(address(router), 1_000);
        router.flush(address(silent));
        assertEq(silent.balanceOf(address(token)), 850);
        assertEq(silent.balanceOf(team), 100);
    }

    function test_Flush_TakesAnErc20ThatKeepsAFee() external {
        taxed.mint(address(router), 10_000);
        router.flush(address(taxed));
        assertEq(taxed.balanceOf(address(token)), 8_415);
        assertEq(taxed.balanceOf(address(router)), 0);
    }

    function test_Flush_OfWethUnwrapsItAndFlushesAllEth() external {
        fundWeth(3 ether);
        fundEth(1 ether);
        deal(address(tank), TANK_TARGET);
        assertEq(router.flushable(address(weth)), 4 ether);
        assertEq(router.flushable(ETH), 1 ether);

        vm.expectEmit();
        emit IRevenueRouter.Unwrapped(3 ether);
        router.flush(address(weth));
        assertEq(address(token).balance, 3.4 ether);
        assertEq(weth.balanceOf(address(router)), 0);
    }

    function test_Flush_OfWethWithoutAnyWethFlushesEth() external {
        fundEth(1 ether);
        deal(address(tank), TANK_TARGET);
        router.flush(address(weth));
        assertEq(address(token).balance, 0.85 ether);
    }

    function test_Flush_DoesNotAnnounceUnwrappedEthTwice() external {
        fundWeth(1 ether);
        vm.recordLogs();
        router.flush(address(weth));
        assertEq(_count(IRevenueRouter.EthReceived.selector, address(router)), 0);
    }

    function test_Flush_OnAChainWithoutWeth() external {
        IRevenueRouter.Config memory c = config();
        c.weth = address(0);
        router = new RevenueRouter(c);
        fundEth(1 ether);
        assertEq(router.flushable(ETH), 1 ether);
        assertEq(router.flush(ETH), 0.65 ether);
    }

    function test_Flush_RefusesAnAssetThatTheTokenDoesNotList() external {
        Coin other = new Coin();
        other.mint(address(router), 100);
        assertEq(router.flushable(address(other)), 0);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterAssetNotListed.selector, address(other)));
        router.flush(address(other));
    }

    function test_Flush_RefusesWhenThereIsNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterNothingToFlush.selector, ETH));
        router.flush(ETH);
    }

    function test_Flush_GivesTheTokenAWeiThatCannotBeSplit() external {
        fundEth(1);
        assertEq(router.flush(ETH), 1);
    }

    function test_Flush_RevertsWholeWhenTheTokenRefuses() external {
        token.setRefuses(true);
        deal(address(tank), TANK_TARGET);
        fundEth(1 ether);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterEthRefused.selector, address(token), 0.85 ether));
        router.flush(ETH);
        assertEq(team.balance, 0);
    }

    function testFuzz_Flush_SplitsToTheWei(uint128 amountWei, uint16 bps) external {
        amountWei = uint128(bound(amountWei, 1, type(uint128).max));
        bps = uint16(bound(bps, 1, 7_999));
        router = withShare(team, bps);
        fundEth(amountWei);
        uint256 toToken = router.flush(ETH);
        assertEq(team.balance, uint256(amountWei) * bps / 10_000);
        assertLe(address(tank).balance, TANK_TARGET);
        assertEq(toToken + team.balance + address(tank).balance, amountWei);
        assertEq(address(router).balance, 0);
    }

    function _count(bytes32 topic, address emitter) private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == emitter && logs[i].topics[0] == topic) ++count;
        }
    }
}
