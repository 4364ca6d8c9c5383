// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";

contract TransferTest is TokenTest {
    /// @dev `forge inspect RevenueShareToken storage`; the history follows in the next slot.
    uint256 private constant HOLDERS_SLOT = 8;

    function test_RefusesMoreThanIsHeld() external {
        vm.prank(carol);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, carol, SUPPLY / 5, SUPPLY / 5 + 1)
        );
        token.transfer(bob, SUPPLY / 5 + 1);
        vm.prank(carol);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        token.transfer(carol, SUPPLY / 5 + 1);
    }

    function testFuzz_MovesLikeAnOrdinaryErc20(uint112 amount) external {
        uint256 moved = bound(amount, 0, SUPPLY / 2);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(alice, bob, moved);
        vm.prank(alice);
        assertTrue(token.transfer(bob, moved));
        assertEq(token.balanceOf(alice), SUPPLY / 2 - moved);
        assertEq(token.balanceOf(bob), SUPPLY * 3 / 10 + moved);
        assertEq(token.totalSupply(), SUPPLY);
    }

    function test_MovingToOneselfChangesNothing() external {
        uint256 id = earnAndSnap(1 ether);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(alice, alice, SUPPLY / 2);
        vm.prank(alice);
        token.transfer(alice, SUPPLY / 2);
        assertEq(token.balanceOf(alice), SUPPLY / 2);
        assertEq(token.earningBalanceAt(alice, id), SUPPLY / 2);
    }

    function test_NobodyCanLengthenAnothersHistoryByMovingNothing() external {
        bytes32 word = _holderWord(alice);
        skip(100);
        vm.prank(payer);
        token.transferFrom(alice, payer, 0);
        assertEq(_holderWord(alice), word);
        assertEq(_holderWord(payer), bytes32(0));
    }

    /// @dev A model beside it remembers every balance at every snapshot.
    function testFuzz_EverySnapshotSeesTheBalanceAtItsTimepoint(uint256 seed) external {
        address[3] memory holders = [alice, bob, carol];
        uint256[3][12] memory expected;
        uint256 taken;
        deal(address(token), 1000 ether);
        for (uint256 step = 0; step < 60; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 action = seed % 8;
            if (action == 0 && taken < 12 && vm.getBlockTimestamp() >= token.nextSnapshotAt()) {
                deal(address(token), address(token).balance + 1 ether);
                // Tokens that move in the second of the snapshot, before it, are seen where they were.
                for (uint256 h = 0; h < 3; ++h) {
                    expected[taken][h] = token.balanceOf(holders[h]);
                }
                if (seed >> 32 & 1 != 0) _move(holders, seed);
                token.snapshot();
                ++taken;
                if (seed >> 33 & 1 != 0) _move(holders, seed >> 3);
                skip(1);
            } else if (action < 3) {
                skip(INTERVAL);
            } else {
                _move(holders, seed);
                skip(seed >> 40 & 3);
                // The model reads balances at once, so each second ends here.
                skip(1);
            }
        }
        for (uint256 i = 0; i < taken; ++i) {
            for (uint256 h = 0; h < 3; ++h) {
                assertEq(token.earningBalanceAt(holders[h], i + 1), expected[i][h], "history");
            }
        }
    }

    function test_KeepsFlagsAndRecipient() external {
        uint256 id = earnAndSnap(1 ether);
        vm.startPrank(alice);
        token.claim(id);
        token.setRecipient(payer);
        token.transfer(bob, 1 ether);
        vm.stopPrank();
        assertTrue(token.isClaimed(alice, id, ETH_ASSET));
        assertEq(token.recipientOf(alice), payer);
    }

    function test_TheEarningSupplyFollowsNonEarningAccounts() external {
        IRevenueShareToken.Config memory c = config();
        address stock = makeAddr("stock");
        c.nonEarning = two(stock, makeAddr("stock2"));
        token = deploy(c);
        skip(1);
        assertEq(_supplyAtSnapshot(), SUPPLY);
        vm.prank(alice);
        token.transfer(stock, 100 ether);
        assertEq(_supplyAtSnapshot(), SUPPLY - 100 ether);
        vm.prank(stock);
        token.transfer(c.nonEarning[1], 60 ether);
        assertEq(_supplyAtSnapshot(), SUPPLY - 100 ether);
        vm.prank(stock);
        token.transfer(bob, 40 ether);
        assertEq(_supplyAtSnapshot(), SUPPLY - 60 ether);
        uint256 last = token.currentSnapshotId();
        assertEq(token.earningBalanceAt(stock, last - 1), 0);
        assertEq(token.balanceOf(c.nonEarning[1]), 60 ether);
        vm.prank(c.nonEarning[1]);
        token.burn(60 ether);
        assertEq(_supplyAtSnapshot(), SUPPLY - 60 ether);
        vm.prank(bob);
        token.burn(40 ether);
        assertEq(_supplyAtSnapshot(), SUPPLY - 100 ether);
    }

    function test_HistoryGrowsWithSnapshotsAndNotWithTransfers() external {
        earnAndSnap(1 ether);
        uint256 longest;
        for (uint256 i = 0; i < 40; ++i) {
            vm.prank(alice);
            token.transfer(bob, 1);
            skip(12);
            uint256 length = _historyLength(alice);
            if (length > longest) longest = length;
        }
        assertEq(longest, 2, "one checkpoint for the snapshot, one that is overwritten");
        assertEq(token.earningBalanceAt(alice, 1), SUPPLY / 2);
    }

    function test_APermitLetsTheSpenderMove() external {
        uint256 deadline = vm.getBlockTimestamp() + 1;
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                alice,
                payer,
                5 ether,
                0,
                deadline
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(aliceKey, digest);
        token.permit(alice, payer, 5 ether, deadline, v, r, s);
        vm.prank(payer);
        token.transferFrom(alice, bob, 5 ether);
        assertEq(token.balanceOf(bob), SUPPLY * 3 / 10 + 5 ether);
    }

    function _supplyAtSnapshot() private returns (uint256) {
        skip(1);
        return token.snapshotInfo(earnAndSnap(1 ether)).supply;
    }

    function _move(address[3] memory holders, uint256 seed) private {
        address from = holders[(seed >> 8) % 3];
        address to = holders[(seed >> 16) % 3];
        uint256 amount = (seed >> 64) % (token.balanceOf(from) + 1);
        vm.prank(from);
        token.transfer(to, amount);
    }

    function _holderWord(address account) private view returns (bytes32) {
        return vm.load(address(token), keccak256(abi.encode(account, HOLDERS_SLOT)));
    }

    function _historyLength(address account) private view returns (uint256) {
        return uint256(vm.load(address(token), keccak256(abi.encode(account, HOLDERS_SLOT + 1))));
    }
}
