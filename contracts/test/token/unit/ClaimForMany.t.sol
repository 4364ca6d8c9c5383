// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";
import {RefusingAccount, WalletAccount} from "../mocks/Accounts.sol";

contract ClaimForManyTest is MultiAssetTest {
    function test_SkipsWhoCannotBeServed() external {
        WalletAccount wallet = new WalletAccount(alice);
        give(address(wallet), SUPPLY / 10);
        uint256 id = earnAndSnap(100 ether);
        vm.prank(carol);
        token.claim(id);
        address[] memory accounts = new address[](8);
        (accounts[0], accounts[1], accounts[2], accounts[3]) = (payer, address(0), address(wallet), carol);
        (accounts[4], accounts[5], accounts[6], accounts[7]) = (bob, bob, address(token), alice);
        token.claimForMany(accounts, one(id));
        assertEq(bob.balance, 18 ether);
        assertEq(alice.balance, 24 ether);
        assertEq(carol.balance, 12 ether);
        assertEq(token.claimableRevenue(address(wallet), id), 6 ether);
    }

    function test_ARefusingRecipientHurtsNobodyElse() external {
        RefusingAccount refusing = new RefusingAccount();
        vm.prank(bob);
        token.setRecipient(address(refusing));
        uint256 id = earnAllAndSnap();
        vm.expectEmit(address(token));
        emit IRevenueShareToken.ClaimPushFailed(bob, id, ETH_ASSET, address(refusing), 18 ether);
        token.claimForMany(two(bob, carol), one(id));
        assertEq(carol.balance, 12 ether);
        assertEq(weth.balanceOf(address(refusing)), 18 ether);
        assertEq(token.claimableRevenue(bob, id), 18 ether);
        (, uint256 claimed) = token.snapshotRevenue(id, ETH_ASSET);
        assertEq(claimed, 12 ether);
        refusing.setAccepts(true);
        token.claimForMany(two(bob, carol), one(id));
        assertEq(address(refusing).balance, 18 ether);
    }

    function test_PaysNobodyForIdsThatCannotBeClaimed() external {
        uint256 id = earnAndSnap(100 ether);
        expire(id);
        token.claimForMany(two(alice, bob), two(id, 9));
        token.claimForMany(new address[](0), one(id));
        token.claimForMany(two(alice, bob), new uint256[](0));
        assertEq(alice.balance + bob.balance, 0);
    }

    function test_RevertsWithoutTheGasThatAPushIsPromised() external {
        uint256 id = earnAllAndSnap();
        vm.expectRevert(bytes(""));
        token.claimForMany{gas: 330_000}(two(alice, bob), one(id));
        token.claimForMany(two(alice, bob), one(id));
        assertEq(usdc.balanceOf(bob), 18e6);
    }

    function testFuzz_PaysWhatClaimWouldHavePaid(uint96 revenue, uint64[6] memory parts) external {
        uint256 amount = bound(revenue, 1 ether, type(uint96).max);
        address[] memory accounts = new address[](6);
        for (uint256 i = 0; i < 6; ++i) {
            accounts[i] = makeAddr(string.concat("h", vm.toString(i)));
            vm.prank(alice);
            token.transfer(accounts[i], parts[i]);
        }
        skip(1);
        earnAll(amount, amount, 1e12);
        uint256 id = snap();
        uint256 sum;
        uint256[] memory due = new uint256[](6);
        for (uint256 i = 0; i < 6; ++i) {
            due[i] = token.claimableRevenue(accounts[i], id);
            sum += due[i];
        }
        token.claimForMany(accounts, one(id));
        for (uint256 i = 0; i < 6; ++i) {
            assertEq(accounts[i].balance, due[i]);
            assertEq(weth.balanceOf(accounts[i]), due[i]);
        }
        (uint256 claimable, uint256 claimed) = token.snapshotRevenue(id, ETH_ASSET);
        (uint256 claimPool,) = token.pools(ETH_ASSET);
        assertEq(claimed, sum);
        assertEq(claimPool, claimable - sum);
    }
}
