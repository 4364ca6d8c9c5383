// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "./Test.sol";

/// @title A test base that lets a failure pass would make every other test worthless
contract BaseTest is Test {
    function assertEqOutside(uint256 a, uint256 b) external pure {
        assertEq(a, b, "outside");
    }

    function test_AFailedAssertionCarriesBothValues() external {
        vm.expectRevert(abi.encodeWithSelector(NotEqualUint.selector, "outside", 1, 2));
        this.assertEqOutside(1, 2);
    }

    function testFuzz_BoundStaysWithin(uint256 x, uint256 a, uint256 b) external pure {
        (uint256 min, uint256 max) = a < b ? (a, b) : (b, a);
        uint256 y = bound(x, min, max);
        assertGe(y, min);
        assertLe(y, max);
    }

    function test_SkipMovesTimeEachTime() external {
        uint256 start = vm.getBlockTimestamp();
        skip(5);
        skip(5);
        assertEq(vm.getBlockTimestamp(), start + 10);
    }

    function test_MakeAddrGivesTheKeysAccount() external {
        (address account, uint256 key) = makeAddrAndKey("someone");
        assertEq(account, vm.addr(key));
        assertEq(signature(key, bytes32(uint256(1))).length, 65);
    }
}
