// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IERC7641} from "../../../src/interfaces/IERC7641.sol";
import {AttackTest} from "./AttackTest.sol";

/// @title Lends all it has for the length of one call
contract Lender {
    function flash(IERC20 token, uint256 amount, Borrower borrower) external {
        uint256 before = token.balanceOf(address(this));
        token.transfer(address(borrower), amount);
        borrower.onFlash(token, amount);
        require(token.balanceOf(address(this)) >= before, "not repaid");
    }
}

/// @title Snapshots while it holds, takes what it can, and gives the tokens back
contract Borrower {
    receive() external payable {}

    function onFlash(IERC20 token, uint256 amount) external {
        uint256 id = IERC7641(address(token)).snapshot();
        try IERC7641(address(token)).claim(id) {} catch {}
        token.transfer(msg.sender, amount);
    }
}

contract FlashLoanAttackTest is AttackTest {
    Lender private _lender;
    Borrower private _borrower;

    function setUp() public override {
        super.setUp();
        _lender = new Lender();
        _borrower = new Borrower();
    }

    function test_BorrowingThirtyPercentTakesNothing() external {
        giveAll(address(_lender), SUPPLY * 3 / 10);
        fund(address(reference_), 100 ether);
        fund(address(token), 100 ether);
        _lender.flash(IERC20(address(reference_)), SUPPLY * 3 / 10, _borrower);
        uint256 naive = address(_borrower).balance;
        _lender.flash(IERC20(address(token)), SUPPLY * 3 / 10, _borrower);
        uint256 ours = address(_borrower).balance - naive;
        report("taken of 100 ETH with 30 % of supply borrowed", naive, ours);
        assertEq(naive, 24 ether);
        assertEq(ours, 0);
        assertEq(token.claimableRevenue(address(_lender), 1), 24 ether, "it is the lender's");
    }

    function testFuzz_BorrowingAnyShareGainsExactlyNothing(uint112 share, uint96 revenue) external {
        uint256 borrowed = bound(share, 1, SUPPLY / 2);
        giveAll(address(_lender), borrowed);
        fund(address(token), bound(revenue, 0.01 ether, type(uint96).max));
        _lender.flash(IERC20(address(token)), borrowed, _borrower);
        assertEq(address(_borrower).balance, 0);
        assertEq(token.claimableRevenue(address(_borrower), 1), 0);
        assertEq(token.earningBalanceAt(address(_lender), 1), borrowed);
    }
}
