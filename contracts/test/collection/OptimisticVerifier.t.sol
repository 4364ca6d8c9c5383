// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {OptimisticVerifier} from "../../src/OptimisticVerifier.sol";
import {IOptimisticVerifier} from "../../src/interfaces/IOptimisticVerifier.sol";
import {Reenterer, Refuser} from "../router/Mocks.sol";
import {VerifierTest} from "./VerifierTest.sol";

contract OptimisticVerifierTest is VerifierTest {
    function test_Constructor_KeepsWhatWasSaid() external view {
        assertEq(optimistic.bond(), BOND);
        assertEq(optimistic.arbiter(), arbiter);
        assertEq(optimistic.treasury(), treasury);
        assertEq(optimistic.challengeWindow(), CHALLENGE_WINDOW);
        assertEq(optimistic.resolveWindow(), RESOLVE_WINDOW);
    }

    function test_Constructor_RefusesNobodyAndNoWindow() external {
        vm.expectRevert(IOptimisticVerifier.VerifierZeroAddress.selector);
        new OptimisticVerifier(address(0), treasury, BOND, 1, 1);
        vm.expectRevert(IOptimisticVerifier.VerifierZeroAddress.selector);
        new OptimisticVerifier(arbiter, address(0), BOND, 1, 1);
        vm.expectRevert(IOptimisticVerifier.VerifierZeroWindow.selector);
        new OptimisticVerifier(arbiter, treasury, BOND, 0, 1);
        vm.expectRevert(IOptimisticVerifier.VerifierZeroWindow.selector);
        new OptimisticVerifier(arbiter, treasury, BOND, 1, 0);
    }

    function test_AssertAnswer_PublishesPromptAndAnswerAndOpensTheWindow() external {
        vm.expectEmit();
        emit IOptimisticVerifier.Asserted(KEY, alice, block.timestamp + CHALLENGE_WINDOW, PROMPT, DATA);
        _assert(alice, DATA);
        IOptimisticVerifier.Assertion memory assertion = optimistic.assertionOf(KEY);
        assertEq(assertion.asserter, alice);
        assertEq(assertion.dataHash, DATA_HASH);
        assertEq(assertion.deadline, block.timestamp + CHALLENGE_WINDOW);
        assertTrue(optimistic.isPending(PROMPT, DATA));
        assertFalse(optimistic.isPending(PROMPT, WRONG));
        assertFalse(optimistic.verify(PROMPT, DATA, ""));
    }

    function test_AssertAnswer_RefusesAnyOtherBond() external {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.VerifierWrongBond.selector, BOND - 1, BOND));
        vm.prank(alice);
        optimistic.assertAnswer{value: BOND - 1}(PROMPT, DATA);
    }

    function test_AssertAnswer_RefusesNoAnswerAndASecondOne() external {
        vm.expectRevert(IOptimisticVerifier.VerifierNoData.selector);
        _assert(alice, "");
        _assert(alice, DATA);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOptimisticVerifier.VerifierWrongState.selector,
                IOptimisticVerifier.State.Asserted,
                IOptimisticVerifier.State.None
            )
        );
        _assert(mallory, WRONG);
    }

    function testFuzz_Verify_IsTrueFromTheEndOfTheWindowOnAndNotBefore(uint32 wait) external {
        wait = uint32(bound(wait, 0, 2 * CHALLENGE_WINDOW));
        _assert(alice, DATA);
        skip(wait);
        bool over = wait >= CHALLENGE_WINDOW;
        assertEq(optimistic.verify(PROMPT, DATA, ""), over);
        assertEq(optimistic.isPending(PROMPT, DATA), !over);
        assertFalse(optimistic.verify(PROMPT, WRONG, ""));
        assertFalse(optimistic.verify("another prompt", DATA, ""));
    }

    function test_Verify_OfNothingIsFalse() external view {
        assertFalse(optimistic.verify(PROMPT, DATA, ""));
        assertFalse(optimistic.isPending(PROMPT, DATA));
        assertFalse(optimistic.verify(PROMPT, "", ""));
    }

    function test_Settle_GivesTheBondBack() external {
        _assert(alice, DATA);
        vm.expectPartialRevert(IOptimisticVerifier.VerifierTooEarly.selector);
        optimistic.settle(KEY);
        skip(CHALLENGE_WINDOW);
        vm.expectEmit();
        emit IOptimisticVerifier.Settled(KEY, DATA_HASH);
        optimistic.settle(KEY);
        assertEq(optimistic.creditOf(alice), BOND);
        assertTrue(optimistic.verify(PROMPT, DATA, ""));
        vm.expectPartialRevert(IOptimisticVerifier.VerifierWrongState.selector);
        optimistic.settle(KEY);
    }

    function test_Withdraw_PaysTheCreditOnce() external {
        _assert(alice, DATA);
        skip(CHALLENGE_WINDOW);
        optimistic.settle(KEY);
        address payee = makeAddr("payee");
        vm.startPrank(alice);
        vm.expectEmit();
        emit IOptimisticVerifier.CreditWithdrawn(alice, payee, BOND);
        assertEq(optimistic.withdraw(payee), BOND);
        assertEq(payee.balance, BOND);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.VerifierNoCredit.selector, alice));
        optimistic.withdraw(payee);
    }

    function test_Withdraw_RefusesTheZeroAddress() external {
        vm.expectRevert(IOptimisticVerifier.VerifierZeroAddress.selector);
        vm.prank(alice);
        optimistic.withdraw(address(0));
    }

    function test_Withdraw_KeepsTheCreditWhenThePayeeRefuses() external {
        address refuser = address(new Refuser());
        _assert(alice, DATA);
        skip(CHALLENGE_WINDOW);
        optimistic.settle(KEY);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.VerifierEthRefused.selector, refuser, BOND));
        vm.prank(alice);
        optimistic.withdraw(refuser);
        assertEq(optimistic.creditOf(alice), BOND);
    }

    function test_Attack_APayeeCannotTakeACreditTwice() external {
        Reenterer reenterer = new Reenterer();
        deal(address(reenterer), BOND);
        vm.prank(address(reenterer));
        optimistic.assertAnswer{value: BOND}(PROMPT, DATA);
        vm.prank(alice);
        optimistic.assertAnswer{value: BOND}("other", DATA);
        skip(CHALLENGE_WINDOW);
        optimistic.settle(KEY);
        reenterer.aim(address(optimistic), abi.encodeCall(optimistic.withdraw, (address(reenterer))));
        vm.prank(address(reenterer));
        optimistic.withdraw(address(reenterer));
        assertTrue(reenterer.entered());
        assertFalse(reenterer.succeeded());
        assertEq(address(optimistic).balance, BOND, "alice's bond");
    }
}
