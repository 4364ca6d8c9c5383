// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {CallingAccount} from "../mocks/Accounts.sol";
import {IERC7641} from "../../../src/interfaces/IERC7641.sol";
import {ReferenceToken} from "../../foreign/ReferenceToken.sol";
import {AttackTest} from "./AttackTest.sol";

/// @title A contract that was never written to claim
contract MuteHolder {}

/// @title Holders that can't claim, stock that nobody has bought yet, nobody left at all: where does the money go?
contract StuckRevenueTest is AttackTest {
    address private _mute;

    function setUp() public override {
        super.setUp();
        _mute = address(new MuteHolder());
    }

    function test_ContractHolder_ItsShareComesBackToTheOthers() external {
        giveAll(_mute, SUPPLY * 3 / 10);
        fund(address(reference_), 60 ether);
        fund(address(window), 60 ether);
        fund(address(token), 60 ether);

        reference_.snapshot();
        _claimNaive(IERC7641(address(reference_)), 1);
        // With a window of two snapshots the rest rolls over at every second one.
        for (uint256 id = 1; id <= 5; ++id) {
            skip(INTERVAL + 1);
            window.snapshot();
            _claimNaive(IERC7641(address(window)), id);
        }
        uint256 id_ = snap();
        for (uint256 round = 0; round < 4; ++round) {
            _claimOurs(id_);
            expire(id_);
            token.recycle(id_);
            id_ = snap();
        }
        _claimOurs(id_);
        (uint256 claimPool,) = token.pools(ETH_ASSET);
        (uint256 claimable, uint256 claimed) = token.snapshotRevenue(id_, ETH_ASSET);
        assertEq(claimPool, claimable - claimed);

        report(
            "of 60 ETH never reached a holder (12 of them to redeem)",
            address(reference_).balance,
            address(token).balance
        );
        report("the same, five snapshots with roll-over", address(window).balance, address(token).balance);
        assertEq(address(reference_).balance, 26.4 ether);
        assertEq(address(window).balance, 12 ether + 14.4 ether * 9 / 100);
        // 14.4 * 0.3 in each of four rounds, plus the 12 that redeem.
        assertEq(address(token).balance, 12 ether + 14.4 ether * 81 / 10_000);
    }

    function test_ContractHolder_ThatCanCallNamesARecipient() external {
        CallingAccount pool = new CallingAccount();
        giveAll(address(pool), SUPPLY * 3 / 10);
        uint256 id = earnAndSnap(60 ether);
        pool.run(address(token), abi.encodeCall(token.setRecipient, (payer)));
        token.claimForMany(one(address(pool)), one(id));
        assertEq(payer.balance, 14.4 ether);
    }

    function test_UnboughtStock_EarnsNothing() external {
        address offering = address(new MuteHolder());
        IRevenueShareToken.Config memory c = config();
        c.holders[0] = offering;
        (c.amounts[0], c.amounts[1], c.amounts[2]) = (SUPPLY * 8 / 10, SUPPLY / 10, SUPPLY / 10);
        reference_ = new ReferenceToken(c.holders, c.amounts, 80);
        c.nonEarning = one(offering);
        token = deploy(c);
        skip(1);
        fund(address(reference_), 100 ether);
        vm.roll(vm.getBlockNumber() + 1_001);
        reference_.snapshot();
        uint256 id = earnAndSnap(100 ether);
        uint256 naive = reference_.claimableRevenue(offering, 1);
        uint256 ours = token.claimableRevenue(offering, id);
        report("of 100 ETH due to stock that buyers have not claimed yet", naive, ours);
        assertEq(naive, 64 ether);
        assertEq(ours, 0);
        assertEq(token.claimableRevenue(bob, id), 40 ether);
        assertEq(token.claimableRevenue(carol, id), 40 ether);
    }

    function test_TotalBurn_BricksNothing() external {
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 balance = token.balanceOf(holders[i]);
            vm.startPrank(holders[i]);
            reference_.burn(balance);
            token.burn(balance);
            vm.stopPrank();
        }
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        reference_.redeemableOnBurn(1);
        fund(address(reference_), 5 ether);
        reference_.snapshot();
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        reference_.claimableRevenue(alice, 1);

        assertEq(token.redeemableOnBurn(1), 0);
        fund(address(token), 5 ether);
        token.sendToTreasury(ETH_ASSET);
        report("of 5 ETH that arrive later are stuck", address(reference_).balance, address(token).balance);
        assertEq(treasury.balance, 5 ether);
        assertEq(address(token).balance, 0);
    }

    function _claimNaive(IERC7641 naive, uint256 id) private {
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(holders[i]);
            // Every second snapshot of the window token has nothing.
            try naive.claim(id) {} catch {}
        }
    }

    function _claimOurs(uint256 id) private {
        address[] memory accounts = new address[](4);
        (accounts[0], accounts[1], accounts[2], accounts[3]) = (alice, bob, carol, _mute);
        token.claimForMany(accounts, one(id));
    }
}
