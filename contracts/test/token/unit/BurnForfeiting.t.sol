// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";
import {RefusingAccount} from "../mocks/Accounts.sol";

contract BurnForfeitingTest is MultiAssetTest {
    function test_RefusesAnUnlistedAsset() external {
        earnAllAndSnap();
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnlistedAsset.selector, payer));
        token.burnForfeiting(1 ether, one(payer));
    }

    function test_RefusesWhenAnotherAssetIsRefused() external {
        RefusingAccount holder = new RefusingAccount();
        give(address(holder), SUPPLY / 10);
        earnAllAndSnap();
        vm.expectPartialRevert(IRevenueShareToken.RevSharePushFailed.selector);
        holder.run(address(token), abi.encodeCall(token.burnForfeiting, (SUPPLY / 10, one(address(usdc)))));
    }

    function test_LeavesTheForfeitedPartToTheOthers() external {
        RefusingAccount holder = new RefusingAccount();
        give(address(holder), SUPPLY / 10);
        earnAllAndSnap();
        holder.run(address(token), abi.encodeCall(token.burnForfeiting, (SUPPLY / 10, two(address(usdc), ETH_ASSET))));
        assertEq(address(holder).balance, 0);
        assertEq(usdc.balanceOf(address(holder)), 0);
        assertEq(weth.balanceOf(address(holder)), 4 ether);
        assertEq(token.redeemableOnBurn(token.totalSupply()), 40 ether);
        assertEq(token.redeemableERC20OnBurn(token.totalSupply(), address(usdc)), 40e6);
        assertEq(token.redeemableERC20OnBurn(token.totalSupply(), address(weth)), 36 ether);
    }
}
