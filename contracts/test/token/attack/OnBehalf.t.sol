// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {BombAccount, GasEatingAccount, HungryAccount, ReentrantAccount} from "../mocks/Accounts.sol";
import {NaivePair} from "../naive/NaivePair.sol";
import {AttackTest} from "./AttackTest.sol";

/// @title What can go wrong when anybody may have others paid
contract OnBehalfAttackTest is AttackTest {
    function test_AmmPair_IsNotPaidForAnybodyToTake() external {
        address thief = makeAddr("thief");
        NaivePair naivePair = new NaivePair(IERC20(address(pushing)), IERC20(weth));
        NaivePair ourPair = new NaivePair(IERC20(address(token)), IERC20(weth));
        giveAll(address(naivePair), SUPPLY / 10);
        giveAll(address(ourPair), SUPPLY / 10);
        weth.mint(address(naivePair), 5 ether);
        weth.mint(address(ourPair), 5 ether);
        naivePair.sync();
        ourPair.sync();
        weth.mint(address(pushing), 80 ether);
        weth.mint(address(token), 100 ether);
        pushing.snapshot();
        uint256 id = snap();

        vm.startPrank(thief);
        pushing.claimForMany(one(address(naivePair)), 1);
        naivePair.skim(thief);
        uint256 naive = weth.balanceOf(thief);
        token.claimForMany(one(address(ourPair)), one(id));
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareRecipientRequired.selector, address(ourPair)));
        token.claimFor(address(ourPair), one(id));
        vm.expectPartialRevert(IRevenueShareToken.RevShareInvalidConsent.selector);
        token.claimWithConsent(address(ourPair), one(id), type(uint256).max, "");
        ourPair.skim(thief);
        uint256 ours = weth.balanceOf(thief) - naive;
        report("stolen of the 8 WETH due to a pair", naive, ours);
        assertEq(naive, 8 ether);
        assertEq(ours, 0);
    }

    function test_GasStarvation_EitherPaysOrChangesNothing() external {
        (HungryAccount victim, uint256 id) = _hungryVictim();
        uint256 naiveLost;
        uint256 ourLost;
        for (uint256 gasLimit = 20_000; gasLimit < 320_000; gasLimit += 1_000) {
            uint256 state = vm.snapshotState();
            uint256 before = address(victim).balance;
            try pushing.claimForMany{gas: gasLimit}(one(address(victim)), 1) {
                if (address(victim).balance == before && pushing.claimableRevenue(address(victim), 1) == 0) {
                    ++naiveLost;
                }
            } catch {}
            vm.revertToState(state);
            state = vm.snapshotState();
            try token.claimForMany{gas: gasLimit}(one(address(victim)), one(id)) {
                if (address(victim).balance == before) ++ourLost;
            } catch {
                assertEq(token.claimableRevenue(address(victim), id), 8 ether);
            }
            vm.revertToState(state);
        }
        emit log_named_uint("gas limits out of 300 that destroy a claim of 8 ETH, naive", naiveLost);
        emit log_named_uint("gas limits out of 300 that destroy a claim of 8 ETH, ours ", ourLost);
        assertGt(naiveLost, 10);
        assertEq(ourLost, 0);
    }

    function testFuzz_GasStarvation_NoGasLimitMakesAPushFail(uint256 gasLimit) external {
        (HungryAccount victim, uint256 id) = _hungryVictim();
        gasLimit = bound(gasLimit, 21_000, 1_000_000);
        try token.claimForMany{gas: gasLimit}(one(address(victim)), one(id)) {
            assertEq(address(victim).balance, 8 ether);
        } catch {
            assertEq(token.claimableRevenue(address(victim), id), 8 ether);
        }
    }

    function test_ReenteringSnapshot_BooksNoMoneyOnItsWayOut() external {
        ReentrantAccount ours = new ReentrantAccount();
        ReentrantAccount naive = new ReentrantAccount();
        ours.onEth(address(token), abi.encodeCall(token.snapshot, ()));
        naive.onEth(address(pushing), abi.encodeCall(pushing.snapshot, ()));
        giveAll(address(naive), SUPPLY / 10);
        vm.prank(bob);
        token.setRecipient(address(ours));
        fund(address(pushing), 100 ether);
        pushing.snapshot();
        uint256 id = earnAndSnap(100 ether);
        skip(INTERVAL);

        // carol's 16 are due beside: on the naive token they are in nobody's pool while the first recipient is paid.
        pushing.claimForMany(two(address(naive), carol), 1);
        uint256 naiveGap = pushing.pools() - address(pushing).balance;
        assertTrue(naive.succeeded());
        assertEq(naiveGap, 16 ether, "owed and not there");

        token.claimForMany(two(bob, carol), one(id));
        (uint256 balance, uint256 reserved) = balanceAndPools(ETH_ASSET);
        report("of 100 ETH booked twice by a recipient that snapshots", naiveGap, reserved - balance);
        assertTrue(ours.attempted());
        assertFalse(ours.succeeded());
        assertEq(bytes32(ours.failure()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        assertEq(balance, reserved);
        assertEq(token.currentSnapshotId(), 1);
    }

    function test_Reentering_AnyGuardedCallFails() external {
        ReentrantAccount holder = new ReentrantAccount();
        vm.prank(bob);
        token.setRecipient(address(holder));
        giveAll(address(holder), SUPPLY / 10);
        bytes[11] memory payloads = [
            abi.encodeCall(token.snapshot, ()),
            abi.encodeCall(token.claim, (1)),
            abi.encodeCall(token.claimBatch, (one(1))),
            abi.encodeCall(token.claimFor, (carol, one(1))),
            abi.encodeCall(token.claimForMany, (one(carol), one(1))),
            abi.encodeCall(token.claimWithConsent, (carol, one(1), type(uint256).max, "")),
            abi.encodeCall(token.burn, (1)),
            abi.encodeCall(token.burnForfeiting, (1, new address[](0))),
            abi.encodeCall(token.recycle, (1)),
            abi.encodeCall(token.sync, (address(weth))),
            abi.encodeCall(token.sendToTreasury, (address(pushing)))
        ];
        for (uint256 i = 0; i < payloads.length; ++i) {
            uint256 id = earnAndSnap(1 ether);
            holder.onEth(address(token), payloads[i]);
            token.claimForMany(one(bob), one(id));
            assertTrue(holder.attempted());
            assertFalse(holder.succeeded());
            assertEq(bytes32(holder.failure()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        }
    }

    function test_ReturnDataBomb_CostsNoMoreThanThePush() external {
        BombAccount[2] memory bombs = [new BombAccount(false), new BombAccount(true)];
        for (uint256 i = 0; i < 2; ++i) {
            giveAll(address(bombs[i]), SUPPLY / 10);
            bombs[i].run(address(token), abi.encodeCall(token.setRecipient, (address(bombs[i]))));
        }
        fund(address(pushing), 100 ether);
        pushing.snapshot();
        uint256 id = earnAndSnap(100 ether);
        address[] memory accounts = new address[](3);
        (accounts[0], accounts[1], accounts[2]) = (address(bombs[0]), address(bombs[1]), carol);

        uint256 gasBefore = gasleft();
        pushing.claimForMany(accounts, 1);
        uint256 naive = gasBefore - gasleft();
        gasBefore = gasleft();
        token.claimForMany(accounts, one(id));
        uint256 ours = gasBefore - gasleft();
        emit log_named_uint("gas of a batch of 3 with two bombs of 160 kB, naive", naive);
        emit log_named_uint("gas of a batch of 3 with two bombs of 160 kB, ours ", ours);
        assertGt(naive, 2 * ours);
        assertLt(ours, 300_000);
        assertEq(carol.balance, 32 ether, "16 of each token");
        assertEq(address(bombs[1]).balance, 0);
        assertEq(token.claimableRevenue(address(bombs[1]), id), 8 ether);
    }

    function test_GasEatingRecipient_CostsNoMoreThanThePush() external {
        GasEatingAccount eater = new GasEatingAccount();
        vm.prank(bob);
        token.setRecipient(address(eater));
        uint256 id = earnAndSnap(100 ether);
        uint256 gasBefore = gasleft();
        token.claimForMany(two(bob, carol), one(id));
        assertLt(gasBefore - gasleft(), 250_000);
        assertEq(carol.balance, 16 ether);
        assertEq(token.claimableRevenue(bob, id), 24 ether);
    }

    function _hungryVictim() private returns (HungryAccount victim, uint256 id) {
        victim = new HungryAccount();
        giveAll(address(victim), SUPPLY / 10);
        victim.run(address(token), abi.encodeCall(token.setRecipient, (address(victim))));
        fund(address(pushing), 100 ether);
        pushing.snapshot();
        id = earnAndSnap(100 ether);
    }
}
