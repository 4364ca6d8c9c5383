// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueRouter} from "../../src/RevenueRouter.sol";
import {IRevenueRouter} from "../../src/interfaces/IRevenueRouter.sol";
import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {Bomber, GasBurner, Hungry, MoodyCoin, Reenterer, ReenteringToken} from "./Mocks.sol";
import {RouterTest} from "./RouterTest.sol";

contract RefusalTest is RouterTest {
    function test_Flush_HoldsTheShareOfARecipientThatRefuses() external {
        fundEth(1 ether);
        vm.expectEmit();
        emit IRevenueRouter.ShareHeld(address(refuser), ETH, 0.05 ether);
        router.flush(ETH);

        assertEq(router.held(ETH, address(refuser)), 0.05 ether);
        assertEq(router.totalHeld(ETH), 0.05 ether);
        assertEq(team.balance, 0.1 ether, "the others are paid");
        assertEq(address(token).balance, 0.65 ether);
        assertEq(router.flushable(ETH), 0, "what is held is not flushed again");
    }

    function test_Flush_HoldsTheShareOfARecipientThatTheErc20Refuses() external {
        MoodyCoin.Mood[3] memory moods = [MoodyCoin.Mood.Reverts, MoodyCoin.Mood.AnswersFalse, MoodyCoin.Mood.BurnsGas];
        for (uint256 i = 0; i < 3; ++i) {
            coin.setMood(team, moods[i]);
            coin.mint(address(router), 1_000e6);
            router.flush(address(coin));
            assertEq(router.held(address(coin), team), (i + 1) * 100e6);
        }
        assertEq(coin.balanceOf(address(token)), 3 * 850e6);
    }

    function test_Attack_ARecipientThatBurnsGasOrBombsReturnDataBlocksNobody() external {
        address[2] memory bad = [address(new GasBurner()), address(new Bomber())];
        for (uint256 i = 0; i < 2; ++i) {
            router = withShare(bad[i], 1_000);
            fundEth(1 ether);
            deal(address(tank), TANK_TARGET);
            uint256 gasBefore = gasleft();
            router.flush(ETH);
            assertLt(gasBefore - gasleft(), 350_000, "the damage is bounded");
            assertEq(router.held(ETH, bad[i]), 0.1 ether);
        }
        assertEq(address(token).balance, 1.8 ether);
    }

    function testFuzz_Attack_ACallerCannotStarveARecipient(uint256 gasLimit) external {
        router = withShare(address(new Hungry(145_000)), 1_000);
        deal(address(tank), TANK_TARGET);
        fundEth(1 ether);
        gasLimit = bound(gasLimit, 30_000, 400_000);
        try router.flush{gas: gasLimit}(ETH) {
            assertEq(router.totalHeld(ETH), 0, "a flush that succeeds has paid everybody");
        } catch {
            assertEq(router.flushable(ETH), 1 ether, "a flush that fails has changed nothing");
            assertLt(gasLimit, 300_000, "enough gas");
        }
    }

    function test_Flush_RunsOutRatherThanStarve() external {
        fundEth(1 ether);
        vm.expectRevert(bytes(""));
        router.flush{gas: 150_000}(ETH);
    }

    function test_Attack_ARecipientCannotReenter() external {
        Reenterer reenterer = new Reenterer();
        router = withShare(address(reenterer), 1_000);
        deal(address(tank), TANK_TARGET);
        reenterer.setRefuses(true);
        fundEth(1 ether);
        router.flush(ETH); // something is held for it, so that there is something to fetch
        reenterer.setRefuses(false);
        bytes[4] memory calls = [
            abi.encodeCall(router.flush, (ETH)),
            abi.encodeCall(router.withdraw, (ETH, payer)),
            abi.encodeCall(router.retry, (ETH, address(reenterer))),
            abi.encodeCall(router.deposit, (ETH, 0, ""))
        ];
        for (uint256 i = 0; i < 4; ++i) {
            reenterer.aim(address(router), calls[i]);
            fundEth(1 ether);
            router.flush(ETH);
            assertTrue(reenterer.entered());
            assertFalse(reenterer.succeeded(), "re-entered");
        }
        assertEq(address(reenterer).balance, 0.4 ether);
        assertEq(router.held(ETH, address(reenterer)), 0.1 ether);
        assertEq(address(token).balance, 5 * 0.9 ether);
    }

    function test_Attack_NotEvenTheTokenCanReenter() external {
        ReenteringToken reentering = new ReenteringToken(one(address(coin)));
        IRevenueRouter.Config memory c = config();
        c.token = address(reentering);
        router = new RevenueRouter(c);
        fundEth(1 ether);
        coin.mint(address(router), 100e6);
        router.flush(ETH);
        assertTrue(reentering.entered());
        assertFalse(reentering.succeeded(), "re-entered");
        assertEq(router.flushable(address(coin)), 100e6);
    }

    function test_Withdraw_PaysTheRecipientWhereItLikes() external {
        fundEth(1 ether);
        router.flush(ETH);
        vm.expectEmit();
        emit IRevenueRouter.HeldSharePaid(address(refuser), ETH, payer, 0.05 ether);
        refuser.act(address(router), abi.encodeCall(router.withdraw, (ETH, payer)));
        assertEq(payer.balance, 0.05 ether);
        assertEq(router.totalHeld(ETH), 0);
    }

    function test_Withdraw_PaysErc20() external {
        coin.setMood(team, MoodyCoin.Mood.Reverts);
        coin.mint(address(router), 1_000e6);
        router.flush(address(coin));
        vm.prank(team);
        router.withdraw(address(coin), payer);
        assertEq(coin.balanceOf(payer), 100e6);
        assertEq(router.held(address(coin), team), 0);
    }

    function test_Withdraw_RefusesWhoIsOwedNothing() external {
        fundEth(1 ether);
        router.flush(ETH);
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterNothingHeld.selector, payer, ETH));
        router.withdraw(ETH, payer);
    }

    function test_Withdraw_RefusesTheZeroAddress() external {
        vm.expectRevert(IRevenueRouter.RouterZeroAddress.selector);
        router.withdraw(ETH, address(0));
    }

    function test_Withdraw_KeepsTheShareWhenThePayeeRefuses() external {
        fundEth(1 ether);
        router.flush(ETH);
        vm.prank(address(refuser));
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterEthRefused.selector, address(refuser), 0.05 ether));
        router.withdraw(ETH, address(refuser));
        assertEq(router.held(ETH, address(refuser)), 0.05 ether);
    }

    function test_Withdraw_PaysOnce() external {
        fundEth(1 ether);
        router.flush(ETH);
        vm.startPrank(address(refuser));
        router.withdraw(ETH, payer);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterNothingHeld.selector, address(refuser), ETH));
        router.withdraw(ETH, payer);
    }

    function test_Retry_ByAnyonePaysARecipientThatHasComeRound() external {
        fundEth(1 ether);
        router.flush(ETH);
        refuser.setWilling(true);
        vm.prank(payer);
        assertEq(router.retry(ETH, address(refuser)), 0.05 ether);
        assertEq(address(refuser).balance, 0.05 ether);
    }

    function test_Retry_RefusesWhenNothingIsHeld() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterNothingHeld.selector, team, ETH));
        router.retry(ETH, team);
    }

    function test_Flushable_IsZeroWhenAnAssetShrinksBelowWhatIsHeld() external {
        coin.setMood(team, MoodyCoin.Mood.Reverts);
        coin.mint(address(router), 1_000e6);
        router.flush(address(coin));
        coin.burn(address(router), 1e6);
        assertEq(router.flushable(address(coin)), 0);
        vm.expectRevert(abi.encodeWithSelector(IRevenueRouter.RouterNothingToFlush.selector, address(coin)));
        router.flush(address(coin));
    }
}
