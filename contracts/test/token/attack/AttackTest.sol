// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {OraToken} from "../../foreign/OraToken.sol";
import {ReferenceToken} from "../../foreign/ReferenceToken.sol";
import {TokenTest} from "../TokenTest.sol";
import {TestAsset} from "../mocks/TestAsset.sol";
import {NaivePushToken} from "../naive/NaivePushToken.sol";

/// @title The same holders and 80 % claimable on the tokens of others, on a naive one and on ours
abstract contract AttackTest is TokenTest {
    TestAsset internal weth;
    ReferenceToken internal reference_;
    OraToken internal window;
    NaivePushToken internal pushing;

    function setUp() public virtual override {
        weth = new TestAsset("WETH", 18);
        super.setUp();
        IRevenueShareToken.Config memory c = config();
        reference_ = new ReferenceToken(c.holders, c.amounts, 80);
        window = new OraToken(c.holders, c.amounts, 80, INTERVAL);
        pushing = new NaivePushToken(c.holders, c.amounts, 80, IERC20(weth));
        vm.roll(10_000);
        skip(1);
    }

    function config() internal view virtual override returns (IRevenueShareToken.Config memory c) {
        c = super.config();
        c.claimShareBps = 8_000;
        c.assets = new IRevenueShareToken.AssetConfig[](1);
        c.assets[0] = IRevenueShareToken.AssetConfig(address(weth), 0.01 ether);
    }

    function fund(address to, uint256 amountWei) internal {
        deal(to, to.balance + amountWei);
    }

    /// @dev Gives `to` as many tokens of each kind.
    function giveAll(address to, uint256 amount) internal {
        vm.startPrank(alice);
        token.transfer(to, amount);
        reference_.transfer(to, amount);
        window.transfer(to, amount);
        pushing.transfer(to, amount);
        vm.stopPrank();
        skip(1);
    }

    function report(string memory what, uint256 naive, uint256 ours) internal {
        emit log_named_decimal_uint(string.concat(what, ", naive"), naive, 18);
        emit log_named_decimal_uint(string.concat(what, ", ours "), ours, 18);
    }
}
