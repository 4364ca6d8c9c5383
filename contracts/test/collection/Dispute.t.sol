// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOptimisticVerifier} from "../../src/interfaces/IOptimisticVerifier.sol";
import {VerifierTest} from "./VerifierTest.sol";

contract DisputeTest is VerifierTest {
    function testFuzz_Challenge_IsPossibleInTheWindowOnly(uint32 wait) external {
        wait = uint32(bound(wait, 0, 2 * CHALLENGE_WINDOW));
        _assert(mallory, WRONG);
        uint256 deadline = vm.getBlockTimestamp() + CHALLENGE_WINDOW;
        skip(wait);
        if (wait >= CHALLENGE_WINDOW) {
            vm.expectRevert(
                abi.encodeWithSelector(IOptimisticVerifier.VerifierTooLate.selector, deadline, vm.getBlockTimestamp())
            );
        } else {
            vm.expectEmit();
            emit IOptimisticVerifier.Challenged(KEY, alice, vm.getBlockTimestamp() + RESOLVE_WINDOW, DATA);
        }
        _challenge(alice, DATA);
    }

    function test_Challenge_StopsTheClock() external {
        _assert(mallory, WRONG);
        skip(CHALLENGE_WINDOW - 1);
        _challenge(alice, DATA);
        skip(CHALLENGE_WINDOW);
        assertFalse(optimistic.verify(PROMPT, WRONG, ""));
        assertFalse(optimistic.verify(PROMPT, DATA, ""));
        assertTrue(optimistic.isPending(PROMPT, WRONG));
    }

    function test_Challenge_RefusesTheSameAnswerNoAnswerAndAnyOtherBond() external {
        _assert(alice, DATA);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.VerifierSameAnswer.selector, DATA_HASH));
        _challenge(mallory, DATA);
        vm.expectRevert(IOptimisticVerifier.VerifierNoData.selector);
        _challenge(mallory, "");
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.VerifierWrongBond.selector, 0, BOND));
        optimistic.challenge(KEY, WRONG);
    }

    function test_Challenge_RefusesWhereNothingIsAsserted() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                IOptimisticVerifier.VerifierWrongState.selector,
                IOptimisticVerifier.State.None,
                IOptimisticVerifier.State.Asserted
            )
        );
        _challenge(alice, DATA);
    }

    function test_Resolve_ForTheAsserter() external {
        _assert(alice, DATA);
        _challenge(mallory, WRONG);
        vm.expectEmit();
        emit IOptimisticVerifier.Resolved(KEY, alice, DATA);
        _resolve(DATA);
        assertTrue(optimistic.verify(PROMPT, DATA, ""));
        assertEq(optimistic.creditOf(alice), 2 * BOND);
        assertEq(optimistic.creditOf(mallory), 0);
    }

    function test_Resolve_ForTheChallenger() external {
        _assert(mallory, WRONG);
        _challenge(alice, DATA);
        _resolve(DATA);
        assertTrue(optimistic.verify(PROMPT, DATA, ""));
        assertFalse(optimistic.verify(PROMPT, WRONG, ""));
        assertEq(optimistic.creditOf(alice), 2 * BOND);
    }

    function test_Attack_WhoChallengesHimselfWithAnotherWrongAnswerLosesBothBonds() external {
        _assert(mallory, WRONG);
        _challenge(mallory, "ipfs://wrong too");
        _resolve(DATA);
        assertTrue(optimistic.verify(PROMPT, DATA, ""));
        assertEq(optimistic.creditOf(mallory), 0);
        assertEq(optimistic.creditOf(treasury), 2 * BOND);
    }

    function test_Resolve_WithoutAnAnswerOpensThePromptAgain() external {
        _assert(mallory, WRONG);
        _challenge(mallory, DATA);
        vm.expectEmit();
        emit IOptimisticVerifier.Resolved(KEY, address(0), "");
        _resolve("");
        _assertState(IOptimisticVerifier.State.None);
        assertEq(optimistic.creditOf(treasury), 2 * BOND);
        _assert(alice, DATA);
        assertEq(optimistic.assertionOf(KEY).challenger, address(0), "nothing is left of the old dispute");
    }

    function test_Resolve_IsTheArbitersAlone() external {
        _assert(alice, DATA);
        _challenge(mallory, WRONG);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.VerifierNotArbiter.selector, mallory, arbiter));
        vm.prank(mallory);
        optimistic.resolve(KEY, WRONG);
    }

    function test_Resolve_RefusesAfterItsWindowAndWithoutADispute() external {
        _assert(alice, DATA);
        vm.expectPartialRevert(IOptimisticVerifier.VerifierWrongState.selector);
        _resolve(DATA);
        _challenge(mallory, WRONG);
        uint256 deadline = block.timestamp + RESOLVE_WINDOW;
        skip(RESOLVE_WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.VerifierTooLate.selector, deadline, deadline));
        _resolve(DATA);
    }

    function test_AFinalAnswerStaysForEver() external {
        _assert(alice, DATA);
        skip(CHALLENGE_WINDOW);
        optimistic.settle(KEY);
        vm.expectPartialRevert(IOptimisticVerifier.VerifierWrongState.selector);
        _assert(mallory, WRONG);
        vm.expectPartialRevert(IOptimisticVerifier.VerifierWrongState.selector);
        _challenge(mallory, WRONG);
        vm.expectPartialRevert(IOptimisticVerifier.VerifierWrongState.selector);
        _resolve(WRONG);
    }

    function test_Expire_GivesBothBondsBackWhenTheArbiterIsSilent() external {
        _assert(alice, DATA);
        _challenge(mallory, WRONG);
        vm.expectPartialRevert(IOptimisticVerifier.VerifierTooEarly.selector);
        optimistic.expire(KEY);
        skip(RESOLVE_WINDOW);
        vm.expectEmit();
        emit IOptimisticVerifier.Expired(KEY);
        optimistic.expire(KEY);
        assertEq(optimistic.creditOf(alice), BOND);
        assertEq(optimistic.creditOf(mallory), BOND);
        _assertState(IOptimisticVerifier.State.None);
    }

    /// Whatever path a dispute takes, all bonds are somebody's.
    function testFuzz_BondsAreNeitherLostNorMade(uint8[8] memory steps, uint32[8] memory waits) external {
        for (uint256 i = 0; i < 8; ++i) {
            skip(waits[i] % (2 * CHALLENGE_WINDOW));
            uint256 step = steps[i] % 7;
            bytes memory call = step == 0
                ? abi.encodeCall(optimistic.assertAnswer, (PROMPT, DATA))
                : step == 1
                    ? abi.encodeCall(optimistic.challenge, (KEY, WRONG))
                    : step == 2
                        ? abi.encodeCall(optimistic.settle, (KEY))
                        : step == 3
                            ? abi.encodeCall(optimistic.expire, (KEY))
                            : abi.encodeCall(
                                optimistic.resolve, (KEY, step == 4 ? DATA : step == 5 ? WRONG : bytes(""))
                            );
            vm.prank(step == 0 ? alice : step == 1 ? mallory : arbiter);
            (bool success,) = address(optimistic).call{value: step < 2 ? BOND : 0}(call);
            success; // a step that does not fit reverts
            uint256 credits = optimistic.creditOf(alice) + optimistic.creditOf(mallory) + optimistic.creditOf(treasury);
            uint256 open = _state() == IOptimisticVerifier.State.Asserted
                ? 1
                : _state() == IOptimisticVerifier.State.Challenged ? 2 : 0;
            assertEq(address(optimistic).balance, credits + open * BOND);
        }
    }
}
