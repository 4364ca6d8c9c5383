// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";
import {TestAsset} from "../mocks/TestAsset.sol";
import {BareAsset, FalseAsset} from "./WeirdAssets.sol";

/// @title A token that lists a weird ERC-20 and a good one
abstract contract WeirdTest is TokenTest {
    TestAsset internal good;
    address internal weird;

    function setUp() public virtual override {
        good = new TestAsset("GOOD", 6);
        super.setUp();
    }

    /// @dev 100 of each asset: 60 to claim.
    function earnWith(address weird_) internal returns (uint256 id) {
        weird = weird_;
        IRevenueShareToken.Config memory c = config();
        c.assets = new IRevenueShareToken.AssetConfig[](2);
        c.assets[0] = IRevenueShareToken.AssetConfig(weird_, 1 ether);
        c.assets[1] = IRevenueShareToken.AssetConfig(address(good), 1e6);
        token = deploy(c);
        skip(1);
        earn(100 ether);
        BareAsset(weird_).mint(address(token), 100 ether);
        good.mint(address(token), 100e6);
        return snap();
    }

    function claimAll(uint256 id) internal {
        address[] memory accounts = new address[](3);
        (accounts[0], accounts[1], accounts[2]) = (alice, bob, carol);
        token.claimForMany(accounts, one(id));
    }

    function burnAll(address account) internal {
        uint256 balance = token.balanceOf(account);
        vm.prank(account);
        token.burn(balance);
    }

    function expectTheRestIsPaid() internal view {
        assertEq(alice.balance, 30 ether, "alice's ETH");
        assertEq(bob.balance, 18 ether, "bob's ETH");
        assertEq(carol.balance, 12 ether, "carol's ETH");
        assertEq(good.balanceOf(alice), 30e6, "alice's good asset");
        assertEq(good.balanceOf(bob), 18e6, "bob's good asset");
        assertEq(good.balanceOf(carol), 12e6, "carol's good asset");
    }

    function expectStaysClaimableThenIsPaid(uint256 id) internal {
        claimAll(id);
        expectTheRestIsPaid();
        assertEq(BareAsset(weird).balanceOf(alice), 0);
        assertFalse(token.isClaimed(alice, id, weird));
        assertEq(token.claimableERC20(alice, id, weird), 30 ether);
        FalseAsset(weird).setAnswer(1);
        claimAll(id);
        assertEq(BareAsset(weird).balanceOf(alice), 30 ether);
        expectSolvent();
    }

    function expectSolvent() internal view {
        (uint256 balance, uint256 reserved) = balanceAndPools(weird);
        assertGe(balance, reserved);
        (balance, reserved) = balanceAndPools(ETH_ASSET);
        assertGe(balance, reserved);
        (balance, reserved) = balanceAndPools(address(good));
        assertGe(balance, reserved);
    }
}
