// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueRouter} from "../../src/RevenueRouter.sol";
import {IRevenueRouter} from "../../src/interfaces/IRevenueRouter.sol";
import {Coin, StingyPayer} from "./Mocks.sol";
import {RouterTest} from "./RouterTest.sol";

contract RevenueRouterTest is RouterTest {
    // Construction

    function test_Constructor_KeepsTheSplitAndTheTokensAssets() external view {
        IRevenueRouter.Share[] memory shares = router.shares();
        assertEq(shares.length, 2);
        assertEq(shares[0].recipient, team);
        assertEq(shares[1].bps, REFUSER_BPS);
        assertTrue(router.isListed(ETH) && router.isListed(address(coin)), "listed");
        assertFalse(router.isListed(address(weth)), "WETH is not an asset of this token");
        assertEq(router.gasTankBps(), TANK_BPS);
    }

    function test_Constructor_RefusesNoTokenAndNoTreasury() external {
        IRevenueRouter.Config memory c = config();
        c.token = address(0);
        vm.expectRevert(IRevenueRouter.RouterZeroAddress.selector);
        new RevenueRouter(c);
        c = config();
        c.treasury = address(0);
        vm.expectRevert(IRevenueRouter.RouterZeroAddress.selector);
        new RevenueRouter(c);
    }

    function test_Constructor_RefusesASplitThatLeavesTheTokenNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterNothingLeftForToken.selector, 10_000, 10_000));
        withShare(team, 8_000);
    }

    function test_Constructor_RefusesBadShares() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterBadShare.selector, address(0), 100));
        withShare(address(0), 100);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterBadShare.selector, team, 0));
        withShare(team, 0);
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterBadShare.selector, next, 100));
        withShare(next, 100);
    }

    function test_Constructor_RefusesMoreSharesThanAFlushCanPay() external {
        IRevenueRouter.Config memory c = config();
        c.shares = new IRevenueRouter.Share[](9);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterTooManyShares.selector, 9, 8));
        new RevenueRouter(c);
    }

    function test_Constructor_RefusesATankThatIsNone() external {
        IRevenueRouter.Config memory c = config();
        c.gasTank = team;
        vm.expectRevert();
        new RevenueRouter(c);
    }

    // Arrivals

    function test_Receive_AnnouncesPlainEth() external {
        deal(payer, 1 ether);
        vm.expectEmit();
        emit IRevenueRouter.EthReceived(payer, 1 ether);
        vm.prank(payer);
        (bool success,) = address(router).call{value: 1 ether}("");
        assertTrue(success);
    }

    function test_Receive_FitsTheStipendOfTransfer() external {
        StingyPayer stingy = new StingyPayer();
        stingy.pay{value: 1 ether}(payable(router));
        assertEq(address(router).balance, 1 ether);
    }

    function test_Deposit_LabelsEth() external {
        deal(payer, 1 ether);
        vm.expectEmit();
        emit IRevenueRouter.RevenueReceived(ETH, "mint", payer, 1 ether);
        vm.prank(payer);
        router.deposit{value: 1 ether}(ETH, 1 ether, "mint");
        assertEq(router.flushable(ETH), 1 ether);
    }

    function test_Deposit_LabelsAnErc20WithWhatArrived() external {
        taxed.mint(payer, 1_000);
        vm.startPrank(payer);
        taxed.approve(address(router), 1_000);
        vm.expectEmit();
        emit IRevenueRouter.RevenueReceived(address(taxed), "pool", payer, 990);
        router.deposit(address(taxed), 1_000, "pool");
        vm.stopPrank();
        assertEq(router.flushable(address(taxed)), 990);
    }

    function test_Deposit_TakesWeth() external {
        deal(payer, 1 ether);
        vm.startPrank(payer);
        weth.deposit{value: 1 ether}();
        weth.approve(address(router), 1 ether);
        router.deposit(address(weth), 1 ether, "royalty");
        vm.stopPrank();
        assertEq(router.flushable(address(weth)), 1 ether);
    }

    function test_Deposit_RefusesAnAssetThatTheTokenDoesNotList() external {
        Coin other = new Coin();
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterAssetNotListed.selector, address(other)));
        router.deposit(address(other), 1, "");
    }

    function testFuzz_Deposit_RefusesAValueThatIsNotTheAmount(uint96 value, uint96 amount) external {
        vm.assume(value != amount);
        deal(address(this), value);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterWrongValue.selector, value, amount));
        router.deposit{value: value}(ETH, amount, "");
    }

    function test_Deposit_RefusesEthBesideAnErc20() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterWrongValue.selector, 1, 0));
        router.deposit{value: 1}(address(coin), 5, "");
    }

    // What the token does not list

    function test_SendUnlistedToTreasury_ByAnyone() external {
        Coin other = new Coin();
        other.mint(address(router), 77);
        vm.expectEmit();
        emit IRevenueRouter.UnlistedSentToTreasury(address(other), 77);
        vm.prank(payer);
        router.sendUnlistedToTreasury(address(other));
        assertEq(other.balanceOf(treasury), 77);
    }

    function test_SendUnlistedToTreasury_RefusesRevenue() external {
        address[3] memory revenue = [ETH, address(coin), address(weth)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterAssetListed.selector, revenue[i]));
            router.sendUnlistedToTreasury(revenue[i]);
        }
    }
}
