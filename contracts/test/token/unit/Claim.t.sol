// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";
import {RefusingAccount} from "../mocks/Accounts.sol";

contract ClaimTest is MultiAssetTest {
    function test_RefusesAnUnknownSnapshot() external {
        earnAndSnap(1 ether);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnknownSnapshot.selector, 0, 1));
        token.claim(0);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnknownSnapshot.selector, 2, 1));
        token.claim(2);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareUnknownSnapshot.selector, type(uint256).max, 1)
        );
        token.claim(type(uint256).max);
    }

    function test_RefusesAClaimAfterItsWindow() external {
        uint256 id = earnAndSnap(1 ether);
        uint256 expiresAt = token.snapshotInfo(id).expiresAt;
        vm.warp(expiresAt + 1);
        vm.prank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareClaimExpired.selector, id, expiresAt, expiresAt + 1)
        );
        token.claim(id);
        vm.warp(expiresAt);
        vm.prank(alice);
        token.claim(id);
    }

    function test_RefusesWhoHeldNothing() external {
        uint256 id = earnAndSnap(1 ether);
        _expectNothingDue(payer, id);
    }

    function test_RefusesWhoDoesNotEarn() external {
        IRevenueShareToken.Config memory c = config();
        c.nonEarning = one(carol);
        token = deploy(c);
        skip(1);
        uint256 id = earnAndSnap(1 ether);
        _expectNothingDue(carol, id);
        // The others share all of it: 50 and 30 of 80.
        assertEq(token.claimableRevenue(alice, id), 0.375 ether);
    }

    function test_PaysNobodyTwice() external {
        uint256 id = earnAndSnap(100 ether);
        vm.prank(alice);
        token.claim(id);
        _expectNothingDue(alice, id);
        assertEq(alice.balance, 30 ether);
    }

    function test_WhoTakesNoEthIsToldAndLosesNothing() external {
        RefusingAccount holder = new RefusingAccount();
        give(address(holder), SUPPLY / 10);
        uint256 id = earnAndSnap(100 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevSharePushFailed.selector, ETH_ASSET, address(holder), 6 ether)
        );
        holder.run(address(token), abi.encodeCall(token.claim, (id)));
        assertEq(token.claimableRevenue(address(holder), id), 6 ether);
        holder.setAccepts(true);
        holder.run(address(token), abi.encodeCall(token.claim, (id)));
        assertEq(address(holder).balance, 6 ether);
    }

    function test_OneAssetThatIsRefusedStaysClaimable() external {
        RefusingAccount holder = new RefusingAccount();
        give(address(holder), SUPPLY / 10);
        uint256 id = earnAllAndSnap();
        vm.expectEmit(address(token));
        emit IRevenueShareToken.ClaimPushFailed(address(holder), id, ETH_ASSET, address(holder), 6 ether);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Claimed(address(holder), id, address(weth), address(holder), 6 ether);
        holder.run(address(token), abi.encodeCall(token.claim, (id)));
        assertEq(usdc.balanceOf(address(holder)), 6e6);
        assertFalse(token.isClaimed(address(holder), id, ETH_ASSET));
        assertTrue(token.isClaimed(address(holder), id, address(weth)));
        (uint256 claimable, uint256 claimed) = token.snapshotRevenue(id, ETH_ASSET);
        assertEq(claimable, 60 ether);
        assertEq(claimed, 0);

        holder.setAccepts(true);
        holder.run(address(token), abi.encodeCall(token.claim, (id)));
        assertEq(address(holder).balance, 6 ether);
        assertEq(weth.balanceOf(address(holder)), 6 ether, "the others are not paid again");
    }

    function test_PaysEveryAssetAndSaysSo() external {
        uint256 id = earnAllAndSnap();
        assertEq(token.claimableERC20(alice, id, address(usdc)), 30e6);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Claimed(alice, id, ETH_ASSET, alice, 30 ether);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Claimed(alice, id, address(weth), alice, 30 ether);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Claimed(alice, id, address(usdc), alice, 30e6);
        vm.prank(alice);
        token.claim(id);
        assertEq(alice.balance, 30 ether);
        assertEq(weth.balanceOf(alice), 30 ether);
        assertEq(usdc.balanceOf(alice), 30e6);
        assertEq(token.claimableERC20(alice, id, address(usdc)), 0);
    }

    function test_PaysTheRecipientThatTheHolderHasSet() external {
        address vault = makeAddr("vault");
        uint256 id = earnAllAndSnap();
        vm.startPrank(alice);
        token.setRecipient(vault);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Claimed(alice, id, ETH_ASSET, vault, 30 ether);
        token.claim(id);
        assertEq(vault.balance, 30 ether);
        assertEq(usdc.balanceOf(vault), 30e6);
        assertEq(alice.balance, 0);
    }

    function test_BooksWhatItPays() external {
        uint256 id = earnAllAndSnap();
        vm.prank(bob);
        token.claim(id);
        (uint256 claimable, uint256 claimed) = token.snapshotRevenue(id, address(weth));
        (uint256 claimPool, uint256 redeemPool) = token.pools(address(weth));
        assertEq(claimable, 60 ether);
        assertEq(claimed, 18 ether);
        assertEq(claimPool, 42 ether);
        assertEq(redeemPool, 40 ether);
        assertEq(token.pendingRevenue(address(weth)), 0);
    }

    function test_TheForwarderSpeaksForTheSigner() external {
        uint256 id = earnAndSnap(100 ether);
        ERC2771Forwarder.ForwardRequestData memory request =
            signedRequest(aliceKey, abi.encodeCall(token.claim, (id)), 200_000);
        vm.prank(payer);
        forwarder.execute(request);
        assertEq(alice.balance, 30 ether);
        assertEq(payer.balance, 0);
    }

    function test_NobodyElseSpeaksForTheSigner() external {
        uint256 id = earnAndSnap(100 ether);
        vm.prank(payer);
        (bool ok,) = address(token).call(abi.encodePacked(abi.encodeCall(token.claim, (id)), alice));
        assertFalse(ok, "payer has nothing due, suffix or not");
        assertEq(alice.balance, 0);
    }

    function testFuzz_PaysTheProportionalShareRoundedDown(uint96 revenue, uint112 part) external {
        uint256 amount = bound(revenue, 0.01 ether, type(uint96).max);
        uint256 held = bound(part, 1, SUPPLY / 2);
        address holder = makeAddr("holder");
        give(holder, held);
        uint256 id = earnAndSnap(amount);
        uint256 due = (amount * 6_000 / 10_000) * held / SUPPLY;
        assertEq(token.claimableRevenue(holder, id), due);
        vm.prank(holder);
        if (due == 0) {
            vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareNothingDue.selector, holder, id));
        }
        token.claim(id);
        assertEq(holder.balance, due);
    }

    function _expectNothingDue(address account, uint256 id) private {
        assertEq(token.claimableRevenue(account, id), 0);
        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareNothingDue.selector, account, id));
        token.claim(id);
    }
}
