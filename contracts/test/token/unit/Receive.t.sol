// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {Vm} from "../../base/Vm.sol";
import {TokenTest} from "../TokenTest.sol";

contract OldOracle {
    function pay(address payable to) external payable {
        to.transfer(msg.value);
    }
}

contract ReceiveTest is TokenTest {
    function test_TakesEthFromASenderThatGives2300Gas() external {
        OldOracle oracle = new OldOracle();
        vm.expectEmit(address(token));
        emit IRevenueShareToken.RevenueReceived(ETH_ASSET, address(oracle), 3 ether);
        oracle.pay{value: 3 ether}(payable(address(token)));
    }

    function testFuzz_EveryArrivalIsAnnouncedAndPending(uint96 amountWei) external {
        vm.assume(amountWei != 0);
        deal(payer, amountWei);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.RevenueReceived(ETH_ASSET, payer, amountWei);
        vm.prank(payer);
        (bool ok,) = address(token).call{value: amountWei}("");
        assertTrue(ok);
        assertEq(token.pendingRevenue(ETH_ASSET), amountWei);
    }

    function test_SaysNothingAboutNothing() external {
        vm.recordLogs();
        (bool ok,) = address(token).call("");
        assertTrue(ok);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0);
    }

    function test_ForcedEthIsRevenueToo() external {
        deal(address(token), 5 ether);
        assertEq(token.pendingRevenue(ETH_ASSET), 5 ether);
        assertEq(token.claimableRevenue(alice, snap()), 1.5 ether);
    }
}
