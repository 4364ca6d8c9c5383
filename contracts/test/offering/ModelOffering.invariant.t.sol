// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ModelOffering} from "../../src/ModelOffering.sol";
import {IModelOffering} from "../../src/interfaces/IModelOffering.sol";
import {Test} from "../base/Test.sol";
import {Coin} from "../router/Mocks.sol";

/// @dev Buyers come, time passes, they claim, anybody finalizes and sweeps.
contract OfferingHandler is Test {
    ModelOffering private immutable offering;
    address[8] public buyers;
    uint256[8] public paidInWei;
    uint256 public totalWei;

    constructor(ModelOffering offering_) {
        offering = offering_;
        for (uint256 i = 0; i < 8; ++i) {
            buyers[i] = address(uint160(0xB0B000 + i));
        }
    }

    function deposit(uint8 who, uint96 amountWei) external {
        amountWei = uint96(bound(amountWei, 1, 8 ether));
        address buyer = buyers[who % 8];
        deal(buyer, buyer.balance + amountWei);
        vm.prank(buyer);
        offering.deposit{value: amountWei}();
        paidInWei[who % 8] += amountWei;
        totalWei += amountWei;
    }

    /// @dev The next buyer from `who` on that has not claimed, so that most calls are of use.
    function claim(uint8 who) external {
        uint256 i = who % 8;
        for (uint256 tries = 0; tries < 7 && offering.depositOf(buyers[i]) == 0; ++tries) {
            i = (i + 1) % 8;
        }
        vm.prank(buyers[i]);
        offering.claim(buyers[i]);
    }

    function finalize() external {
        offering.finalize();
    }

    function sweepRest() external {
        offering.sweepRest();
    }

    /// @dev Steps by which most runs close about half-way.
    function wait(uint16 seconds_) external {
        skip(30 minutes + seconds_ % 1 hours);
    }
}

contract ModelOfferingInvariantTest is Test {
    uint256 private constant STOCK = 7_777_777_777_777;
    uint256 private constant TARGET = 30 ether;

    Coin private coin;
    ModelOffering private offering;
    OfferingHandler private handler;
    address private treasury;

    function setUp() public {
        vm.warp(1_800_000_000);
        treasury = makeAddr("treasury");
        coin = new Coin();
        offering = new ModelOffering(address(coin), treasury, STOCK, TARGET, block.timestamp + 12 hours);
        coin.mint(address(offering), STOCK);
        handler = new OfferingHandler(offering);
        targetContract(address(handler));
    }

    /// Every wei that was paid in and every unit of the stock is here, with a buyer or with the treasury.
    function invariant_NothingIsLostOrMade() external view {
        uint256 weiSum = address(offering).balance + treasury.balance;
        uint256 unitSum = coin.balanceOf(address(offering)) + coin.balanceOf(treasury);
        for (uint256 i = 0; i < 8; ++i) {
            weiSum += handler.buyers(i).balance;
            unitSum += coin.balanceOf(handler.buyers(i));
        }
        assertEq(weiSum, handler.totalWei(), "wei");
        assertEq(unitSum, STOCK, "units");
    }

    /// What all buyers who have not claimed are due is here, whoever has claimed and whatever the treasury has taken.
    function invariant_WhatIsDueIsHere() external view {
        uint256 weiDue;
        uint256 unitsDue;
        for (uint256 i = 0; i < 8; ++i) {
            (uint256 tokens, uint256 refundWei) = offering.dueOf(handler.buyers(i));
            (weiDue, unitsDue) = (weiDue + refundWei, unitsDue + tokens);
        }
        assertGe(address(offering).balance, weiDue, "wei");
        assertGe(coin.balanceOf(address(offering)), unitsDue, "units");
    }

    /// The treasury gets the target (and dust) when it is reached, else not a wei; buyers pay at most their part of it.
    function invariant_TheTreasuryGetsTheTargetOrNothing() external view {
        bool succeeded = offering.phase() == IModelOffering.Phase.Succeeded;
        if (succeeded && offering.isFinalized()) {
            assertGe(treasury.balance, TARGET);
            assertLe(treasury.balance, TARGET + 8, "dust");
        } else {
            assertEq(treasury.balance, 0);
        }
    }
}
