// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOptimisticVerifier} from "../../src/interfaces/IOptimisticVerifier.sol";
import {CollectionTest} from "./CollectionTest.sol";

/// @title An optimistic verifier and the steps of a dispute
abstract contract VerifierTest is CollectionTest {
    bytes32 internal constant KEY = keccak256(PROMPT);
    bytes32 internal constant DATA_HASH = keccak256(DATA);
    bytes32 internal constant WRONG_HASH = keccak256(WRONG);

    function _assert(address who, bytes memory data) internal {
        vm.prank(who);
        optimistic.assertAnswer{value: BOND}(PROMPT, data);
    }

    function _challenge(address who, bytes memory data) internal {
        vm.prank(who);
        optimistic.challenge{value: BOND}(KEY, data);
    }

    function _resolve(bytes memory data) internal {
        vm.prank(arbiter);
        optimistic.resolve(KEY, data);
    }

    function _state() internal view returns (IOptimisticVerifier.State) {
        return optimistic.assertionOf(KEY).state;
    }

    function _assertState(IOptimisticVerifier.State expected) internal view {
        assertEq(uint256(_state()), uint256(expected), "state");
    }
}
