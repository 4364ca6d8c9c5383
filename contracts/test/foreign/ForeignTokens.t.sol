// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "../base/Test.sol";
import {OraToken} from "./OraToken.sol";
import {ReferenceToken} from "./ReferenceToken.sol";

/// @title The tokens of others behave here as they were measured to
contract ForeignTokensTest is Test {
    uint256 private constant INTERVAL = 90 days;
    bytes private constant UNDERFLOW = abi.encodeWithSignature("Panic(uint256)", 0x11);

    address private immutable _alice = address(0xA11CE);
    address private immutable _bob = address(0xB0B);
    ReferenceToken private _reference;
    OraToken private _ora;

    function setUp() external {
        address[] memory holders = new address[](2);
        uint256[] memory amounts = new uint256[](2);
        (holders[0], amounts[0]) = (_alice, 75e18);
        (holders[1], amounts[1]) = (_bob, 25e18);
        _reference = new ReferenceToken(holders, amounts, 80);
        _ora = new OraToken(holders, amounts, 80, INTERVAL);
        vm.deal(address(this), 1_000 ether);
    }

    function test_TheReferenceCountsBlocks() external {
        vm.roll(block.number + 1_000);
        vm.expectRevert(bytes("ERC7641: snapshot interval is too short"));
        _reference.snapshot();
        vm.roll(block.number + 1);
        assertEq(_reference.snapshot(), 1);
    }

    function test_TheReferenceOwesForEver() external {
        _pay(address(_reference), 100 ether);
        for (uint256 i = 0; i < 10; ++i) {
            _takeReference();
        }
        assertEq(_reference.claimableRevenue(_alice, 1), 60 ether);
        vm.prank(_alice);
        _reference.claim(1);
        assertEq(_alice.balance, 60 ether);
        assertEq(_reference.claimableRevenue(_alice, 1), 0, "claimed");
        vm.expectRevert(bytes("ERC20Snapshot: id is 0"));
        _reference.claimableRevenue(_alice, 0);
        vm.expectRevert(bytes("ERC20Snapshot: nonexistent id"));
        _reference.claimableRevenue(_alice, 11);
    }

    function test_OraCountsSeconds() external {
        vm.warp(block.timestamp + INTERVAL);
        vm.expectRevert(bytes("snapshot interval is too short"));
        _ora.snapshot();
        vm.warp(block.timestamp + 1);
        assertEq(_ora.snapshot(), 1);
        assertEq(_ora.lastSnapshotTimestamp(), block.timestamp);
    }

    function test_OraRevertsForWhatIsNotOwed() external {
        for (uint256 i = 0; i < 3; ++i) {
            _pay(address(_ora), 100 ether);
            _takeOra();
        }
        vm.prank(_alice);
        _ora.claim(3);
        vm.expectRevert(bytes("already claimed"));
        _ora.claimableRevenue(_alice, 3);
        vm.expectRevert(bytes("snapshot unclaimable"));
        _ora.claimableRevenue(_alice, 1);
        vm.expectRevert(bytes("snapshot unclaimable"));
        _ora.claimableRevenue(_alice, 0);
        vm.expectRevert(UNDERFLOW);
        _ora.claimableRevenue(_alice, 4);
    }

    function test_EmptySnapshotsOfOraTakeTheClaimsOfOthersAway() external {
        _pay(address(_ora), 100 ether);
        _takeOra();
        assertEq(_ora.claimableRevenue(_alice, 1), 60 ether);
        vm.prank(_bob);
        _ora.claim(1);
        _takeOra();
        _takeOra();
        vm.expectRevert(bytes("snapshot unclaimable"));
        _ora.claimableRevenue(_alice, 1);
        // What Alice did not claim rolls over, a quarter of it to Bob.
        assertEq(_ora.claimableRevenue(_alice, 3), 45 ether);
        assertEq(_ora.claimableRevenue(_bob, 3), 15 ether);
    }

    function test_ABatchIsAllOrNothing() external {
        _pay(address(_ora), 100 ether);
        _takeOra();
        uint256[] memory ids = new uint256[](2);
        (ids[0], ids[1]) = (1, 2);
        vm.prank(_alice);
        vm.expectRevert(UNDERFLOW);
        _ora.claimBatch(ids);
        assertEq(_alice.balance, 0);
    }

    function test_NothingIsLoggedOfRevenueAndClaims() external {
        vm.recordLogs();
        _pay(address(_ora), 100 ether);
        _pay(address(_reference), 100 ether);
        assertEq(vm.getRecordedLogs().length, 0);
        _takeOra();
        _takeReference();
        assertEq(vm.getRecordedLogs().length, 2, "Snapshot, once each");
        vm.startPrank(_alice);
        _ora.claim(1);
        _reference.claim(1);
        vm.stopPrank();
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function _pay(address token, uint256 amount) private {
        (bool taken,) = token.call{value: amount}("");
        assertTrue(taken);
    }

    function _takeReference() private {
        vm.roll(vm.getBlockNumber() + 1_001);
        _reference.snapshot();
    }

    function _takeOra() private {
        vm.warp(vm.getBlockTimestamp() + INTERVAL + 1);
        _ora.snapshot();
    }
}
