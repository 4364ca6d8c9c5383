// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ModelOffering} from "../../src/ModelOffering.sol";
import {Test} from "../base/Test.sol";
import {Coin} from "../router/Mocks.sol";

/// @title An offering of a million coins for 100 ETH
abstract contract OfferingTest is Test {
    uint256 internal constant STOCK = 1_000_000e6;
    uint256 internal constant TARGET = 100 ether;
    uint256 internal constant DURATION = 7 days;

    Coin internal coin;
    ModelOffering internal offering;
    address internal treasury;
    address internal alice;
    address internal bob;
    uint256 internal deadline;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        deadline = block.timestamp + DURATION;
        treasury = makeAddr("treasury");
        alice = makeAddr("alice");
        bob = makeAddr("bob");
        coin = new Coin();
        offering = new ModelOffering(address(coin), treasury, STOCK, TARGET, deadline);
        coin.mint(address(offering), STOCK);
    }

    function _deposit(address buyer, uint256 amountWei) internal {
        deal(buyer, buyer.balance + amountWei);
        vm.prank(buyer);
        offering.deposit{value: amountWei}();
    }

    function _close() internal {
        vm.warp(deadline);
    }

    function _claim(address buyer) internal returns (uint256 tokens, uint256 refundWei) {
        vm.prank(buyer);
        return offering.claim(buyer);
    }
}
