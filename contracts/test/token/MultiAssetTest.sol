// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "./TokenTest.sol";
import {TestAsset} from "./mocks/TestAsset.sol";

/// @title The fixture with two listed ERC-20s: 18 decimals and 6
abstract contract MultiAssetTest is TokenTest {
    TestAsset internal weth;
    TestAsset internal usdc;

    function setUp() public virtual override {
        weth = new TestAsset("WETH", 18);
        usdc = new TestAsset("USDC", 6);
        super.setUp();
    }

    function config() internal view virtual override returns (IRevenueShareToken.Config memory c) {
        c = super.config();
        c.assets = new IRevenueShareToken.AssetConfig[](2);
        c.assets[0] = IRevenueShareToken.AssetConfig(address(weth), 0.01 ether);
        c.assets[1] = IRevenueShareToken.AssetConfig(address(usdc), 25e6);
    }

    function earnAll(uint256 amountWei, uint256 wethAmount, uint256 usdcAmount) internal {
        earn(amountWei);
        weth.mint(address(token), wethAmount);
        usdc.mint(address(token), usdcAmount);
    }

    /// @dev 100 of each: 60 to claim (alice 30, bob 18, carol 12), 40 to redeem.
    function earnAllAndSnap() internal returns (uint256 id) {
        earnAll(100 ether, 100 ether, 100e6);
        return snap();
    }
}
