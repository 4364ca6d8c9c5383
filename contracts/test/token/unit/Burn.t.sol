// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";
import {RefusingAccount} from "../mocks/Accounts.sol";

contract BurnTest is MultiAssetTest {
    function test_RefusesMoreThanIsHeld() external {
        earnAndSnap(1 ether);
        vm.prank(carol);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, carol, SUPPLY / 5, SUPPLY / 5 + 1)
        );
        token.burn(SUPPLY / 5 + 1);
    }

    function test_BurnsNothingWhenThePaymentIsRefused() external {
        RefusingAccount holder = new RefusingAccount();
        give(address(holder), SUPPLY / 10);
        earnAndSnap(100 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevSharePushFailed.selector, ETH_ASSET, address(holder), 4 ether)
        );
        holder.run(address(token), abi.encodeCall(token.burn, (SUPPLY / 10)));
        assertEq(token.balanceOf(address(holder)), SUPPLY / 10);
    }

    function test_StockThatIsBurntRedeemsNothing() external {
        IRevenueShareToken.Config memory c = config();
        c.nonEarning = one(carol);
        token = deploy(c);
        skip(1);
        earnAndSnap(100 ether);
        assertEq(token.redeemableOnBurn(SUPPLY * 8 / 10), 32 ether);
        vm.prank(carol);
        token.burn(SUPPLY / 5);
        assertEq(carol.balance, 0);
        assertEq(token.redeemableOnBurn(SUPPLY * 8 / 10), 40 ether, "its part is the others'");
        assertEq(token.redeemableOnBurn(SUPPLY * 4 / 10), 20 ether);
    }

    function test_PaysThePartOfEveryPool() external {
        uint256 id = earnAllAndSnap();
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Redeemed(bob, ETH_ASSET, 12 ether, SUPPLY * 3 / 10);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Redeemed(bob, address(weth), 12 ether, SUPPLY * 3 / 10);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.Redeemed(bob, address(usdc), 12e6, SUPPLY * 3 / 10);
        vm.prank(bob);
        token.burn(SUPPLY * 3 / 10);
        assertEq(bob.balance, 12 ether);
        assertEq(usdc.balanceOf(bob), 12e6);
        assertEq(token.totalSupply(), SUPPLY * 7 / 10);
        assertEq(token.redeemableERC20OnBurn(SUPPLY * 7 / 10, address(weth)), 28 ether);
        // What bob earned before he burnt remains his.
        assertEq(token.claimableRevenue(bob, id), 18 ether);
        token.claimForMany(one(bob), one(id));
        assertEq(bob.balance, 30 ether);
        // And the next snapshot is shared by those who are left.
        assertEq(token.snapshotInfo(earnAndSnap(7 ether)).supply, SUPPLY * 7 / 10);
    }

    function test_BurningTheWholeSupplyBricksNothing() external {
        uint256 id = earnAllAndSnap();
        _burnAll(alice);
        _burnAll(bob);
        _burnAll(carol);
        assertEq(token.totalSupply(), 0);
        assertEq(alice.balance + bob.balance + carol.balance, 40 ether);
        assertEq(token.redeemableOnBurn(1), 0);
        assertEq(token.redeemableERC20OnBurn(1, address(usdc)), 0);
        assertEq(token.claimableRevenue(alice, id), 30 ether);
        token.claimForMany(two(alice, bob), one(id));
        assertEq(alice.balance, 50 ether);

        earn(5 ether);
        skip(INTERVAL);
        vm.expectRevert(IRevenueShareToken.RevShareNoSupply.selector);
        token.snapshot();
        token.sendToTreasury(ETH_ASSET);
        assertEq(treasury.balance, 5 ether);
        vm.prank(carol);
        token.claim(id);
        expire(id);
        token.recycle(id);
        assertEq(address(token).balance, 0);
    }

    function testFuzz_PaysNeverMoreThanThePart(uint96 revenue, uint112[4] memory burns) external {
        uint256 amount = bound(revenue, 0.01 ether, type(uint96).max);
        earnAndSnap(amount);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 supply = token.totalSupply();
            (, uint256 pool) = token.pools(ETH_ASSET);
            uint256 burnt = bound(burns[i], 0, token.balanceOf(alice));
            uint256 before = alice.balance;
            uint256 promised = token.redeemableOnBurn(burnt);
            vm.prank(alice);
            token.burn(burnt);
            assertEq(alice.balance - before, promised);
            assertEq(promised, pool * burnt / supply);
            // The others' part of a token never falls.
            (, uint256 left) = token.pools(ETH_ASSET);
            assertGe(left * supply, pool * token.totalSupply());
        }
    }

    function _burnAll(address account) private {
        uint256 balance = token.balanceOf(account);
        vm.prank(account);
        token.burn(balance);
    }
}
