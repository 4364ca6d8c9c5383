// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";
import {RefusingAccount} from "../mocks/Accounts.sol";
import {TestAsset} from "../mocks/TestAsset.sol";

contract SendToTreasuryTest is MultiAssetTest {
    function test_RefusesWhatBelongsToTheHolders() external {
        earnAll(1 ether, 1 ether, 1e6);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareListedAsset.selector, ETH_ASSET, SUPPLY));
        token.sendToTreasury(ETH_ASSET);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareListedAsset.selector, weth, SUPPLY));
        token.sendToTreasury(address(weth));
    }

    function test_AnybodyMovesAnUnlistedAsset() external {
        TestAsset stray = new TestAsset("STRAY", 18);
        stray.mint(address(token), 7);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.SentToTreasury(address(stray), 7);
        vm.prank(payer);
        token.sendToTreasury(address(stray));
        assertEq(stray.balanceOf(treasury), 7);
    }

    function test_RefusesWhatIsNoAsset() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevSharePushFailed.selector, payer, treasury, 0));
        token.sendToTreasury(payer);
    }

    function test_MovesTokensSentToTheTokenItself() external {
        vm.prank(alice);
        token.transfer(address(token), 1 ether);
        token.sendToTreasury(address(token));
        assertEq(token.balanceOf(treasury), 1 ether);
    }

    function test_WithoutSupplyAllButOpenClaimsGoesToTheTreasury() external {
        uint256 old = earnAllAndSnap();
        expire(old);
        uint256 open = earnAllAndSnap();
        token.recycle(old);
        _burnAll();
        earnAll(3 ether, 2 ether, 1e6);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.SentToTreasury(ETH_ASSET, 63 ether);
        token.sendToTreasury(ETH_ASSET);
        token.sendToTreasury(address(weth));
        token.sendToTreasury(address(usdc));
        assertEq(weth.balanceOf(treasury), 62 ether);
        assertEq(usdc.balanceOf(treasury), 61e6);
        (uint256 claimPool, uint256 redeemPool) = token.pools(ETH_ASSET);
        assertEq(claimPool, 60 ether);
        assertEq(redeemPool, 0);
        assertEq(address(token).balance, 60 ether);
        vm.prank(alice);
        token.claim(open);
        expire(open);
        token.recycle(open);
        token.sendToTreasury(ETH_ASSET);
        assertEq(address(token).balance, 0, "nothing is stuck");
    }

    function test_WhatNonEarningStockWouldHaveRedeemedIsNotStuck() external {
        IRevenueShareToken.Config memory c = config();
        c.nonEarning = one(carol);
        token = deploy(c);
        skip(1);
        earnAndSnap(100 ether);
        _burnAll();
        assertEq(alice.balance + bob.balance, 32 ether);
        token.sendToTreasury(ETH_ASSET);
        assertEq(treasury.balance, 8 ether);
    }

    function test_ATreasuryThatRefusesCanBeTriedAgain() external {
        RefusingAccount refusing = new RefusingAccount();
        IRevenueShareToken.Config memory c = config();
        c.treasury = address(refusing);
        token = deploy(c);
        _burnAll();
        earn(1 ether);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRevenueShareToken.RevSharePushFailed.selector, ETH_ASSET, address(refusing), 1 ether
            )
        );
        token.sendToTreasury(ETH_ASSET);
        refusing.setAccepts(true);
        token.sendToTreasury(ETH_ASSET);
        assertEq(address(refusing).balance, 1 ether);
    }

    function _burnAll() private {
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 balance = token.balanceOf(holders[i]);
            vm.prank(holders[i]);
            token.burn(balance);
        }
    }
}
