// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @title Assertions that say what was expected and what came
abstract contract Assertions {
    /// @dev Where forge answers cheat codes: the last 20 bytes of keccak256("hevm cheat code").
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotEqualUint(string what, uint256 actual, uint256 expected);
    error NotEqualInt(string what, int256 actual, int256 expected);
    error NotEqualAddress(string what, address actual, address expected);
    error NotEqualBytes32(string what, bytes32 actual, bytes32 expected);
    error NotEqualBytes(string what, bytes actual, bytes expected);
    error NotEqualString(string what, string actual, string expected);
    error NotTrue(string what);
    error NotLess(string what, uint256 actual, uint256 limit);
    error NotAtMost(string what, uint256 actual, uint256 limit);
    error NotMore(string what, uint256 actual, uint256 limit);
    error NotAtLeast(string what, uint256 actual, uint256 limit);
    error NotClose(string what, uint256 actual, uint256 expected, uint256 maxDelta);

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    function assertTrue(bool condition) internal pure {
        assertTrue(condition, "");
    }

    function assertFalse(bool condition, string memory what) internal pure {
        if (condition) revert NotTrue(string.concat("not: ", what));
    }

    function assertFalse(bool condition) internal pure {
        assertFalse(condition, "");
    }

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqualUint(what, actual, expected);
    }

    function assertEq(uint256 actual, uint256 expected) internal pure {
        assertEq(actual, expected, "");
    }

    function assertEq(int256 actual, int256 expected) internal pure {
        if (actual != expected) revert NotEqualInt("", actual, expected);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        if (actual != expected) revert NotEqualAddress(what, actual, expected);
    }

    function assertEq(address actual, address expected) internal pure {
        assertEq(actual, expected, "");
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqualBytes32(what, actual, expected);
    }

    function assertEq(bytes32 actual, bytes32 expected) internal pure {
        assertEq(actual, expected, "");
    }

    function assertEq(bool actual, bool expected, string memory what) internal pure {
        if (actual != expected) revert NotTrue(what);
    }

    function assertEq(bool actual, bool expected) internal pure {
        assertEq(actual, expected, "");
    }

    function assertEq(bytes memory actual, bytes memory expected) internal pure {
        if (keccak256(actual) != keccak256(expected)) revert NotEqualBytes("", actual, expected);
    }

    function assertEq(string memory actual, string memory expected) internal pure {
        if (keccak256(bytes(actual)) != keccak256(bytes(expected))) revert NotEqualString("", actual, expected);
    }

    function assertNotEq(uint256 actual, uint256 unwanted) internal pure {
        if (actual == unwanted) revert NotTrue("values differ");
    }

    function assertNotEq(address actual, address unwanted) internal pure {
        if (actual == unwanted) revert NotTrue("addresses differ");
    }

    function assertNotEq(bytes32 actual, bytes32 unwanted) internal pure {
        if (actual == unwanted) revert NotTrue("words differ");
    }

    function assertLt(uint256 actual, uint256 limit, string memory what) internal pure {
        if (actual >= limit) revert NotLess(what, actual, limit);
    }

    function assertLt(uint256 actual, uint256 limit) internal pure {
        assertLt(actual, limit, "");
    }

    function assertLe(uint256 actual, uint256 limit, string memory what) internal pure {
        if (actual > limit) revert NotAtMost(what, actual, limit);
    }

    function assertLe(uint256 actual, uint256 limit) internal pure {
        assertLe(actual, limit, "");
    }

    function assertGt(uint256 actual, uint256 limit, string memory what) internal pure {
        if (actual <= limit) revert NotMore(what, actual, limit);
    }

    function assertGt(uint256 actual, uint256 limit) internal pure {
        assertGt(actual, limit, "");
    }

    function assertGe(uint256 actual, uint256 limit, string memory what) internal pure {
        if (actual < limit) revert NotAtLeast(what, actual, limit);
    }

    function assertGe(uint256 actual, uint256 limit) internal pure {
        assertGe(actual, limit, "");
    }

    function assertApproxEqAbs(uint256 actual, uint256 expected, uint256 maxDelta, string memory what) internal pure {
        uint256 delta = actual > expected ? actual - expected : expected - actual;
        if (delta > maxDelta) revert NotClose(what, actual, expected, maxDelta);
    }

    function assertApproxEqAbs(uint256 actual, uint256 expected, uint256 maxDelta) internal pure {
        assertApproxEqAbs(actual, expected, maxDelta, "");
    }
}
