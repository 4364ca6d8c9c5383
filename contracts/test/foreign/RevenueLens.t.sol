// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISnapshotToken} from "../../src/interfaces/ISnapshotToken.sol";
import {RevenueLens} from "../../src/lens/RevenueLens.sol";
import {Test} from "../base/Test.sol";
import {OraToken} from "./OraToken.sol";
import {ReferenceToken} from "./ReferenceToken.sol";

/// @title The lens finds what a token has earned since its last snapshot
contract RevenueLensTest is Test {
    address[] private _holders = [address(0xA11CE), address(0xB0B), address(0xCA501)];
    RevenueLens private _lens;

    function setUp() external {
        _lens = new RevenueLens();
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_OfTheReferenceToTheWei(uint88[12] memory amounts, uint8[12] memory steps, uint8 percent)
        external
    {
        _run(address(new ReferenceToken(_holders, _shares(), percent % 101)), amounts, steps);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_OfOrasTokenToTheWei(uint88[12] memory amounts, uint8[12] memory steps, uint8 percent) external {
        _run(address(new OraToken(_holders, _shares(), percent % 101, 1 hours)), amounts, steps);
    }

    function test_OfATokenThatNobodyHoldsNothing() external {
        address token = address(new ReferenceToken(new address[](0), new uint256[](0), 50));
        vm.deal(token, 5 ether);
        (uint256 id, uint256 supply, uint256 owed) = _read(token);
        assertEq(id, 0);
        assertEq(supply, 0);
        assertEq(owed, type(uint256).max);
    }

    /// @dev Revenue, claims and snapshots in any order.
    function _run(address token, uint88[12] memory amounts, uint8[12] memory steps) private {
        ISnapshotToken spoken = ISnapshotToken(token);
        (uint256 pending, uint256 taken) = (0, 0);
        for (uint256 i = 0; i < steps.length; ++i) {
            if (steps[i] % 3 == 0) {
                vm.deal(token, token.balance + amounts[i]);
                pending += amounts[i];
            } else if (steps[i] % 3 == 1) {
                vm.roll(vm.getBlockNumber() + 1_001);
                vm.warp(vm.getBlockTimestamp() + 2 hours);
                spoken.snapshot();
                (pending, taken) = (0, taken + 1);
            } else if (taken > 0) {
                vm.prank(_holders[steps[i] % _holders.length]);
                try spoken.claim(taken) {} catch {}
            }
            (uint256 id, uint256 supply, uint256 owed) = _read(token);
            assertEq(id, taken);
            assertEq(supply, 6e18);
            assertEq(token.balance - owed, pending);
        }
    }

    /// @dev With the balances that the call's overrides give.
    function _read(address token) private returns (uint256 id, uint256 supply, uint256 owed) {
        uint256 balance = token.balance;
        vm.deal(token, 0);
        vm.deal(address(_lens), 2 ** 97);
        (id, supply, owed) = _lens.read(ISnapshotToken(token));
        vm.deal(token, balance);
    }

    function _shares() private pure returns (uint256[] memory amounts) {
        amounts = new uint256[](3);
        (amounts[0], amounts[1], amounts[2]) = (1e18, 2e18, 3e18);
    }
}
