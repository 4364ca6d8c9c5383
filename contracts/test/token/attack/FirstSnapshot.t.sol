// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ModelOffering} from "../../../src/ModelOffering.sol";
import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {AttackTest} from "./AttackTest.sol";

/// @title The offering's first claimer takes a snapshot at once, before the others have their tokens
/// @dev The whole supply is for sale; bob pays for 1 %, carol for 99 %. The model has earned 50 ETH meanwhile, 80 % claimable.
contract FirstSnapshotAttackTest is AttackTest {
    uint48 private constant CLAIM_PERIOD = 7 days;

    ModelOffering private offering;

    /// @dev Stands for the launch: `claimPeriod` 0 is a token without a first second.
    function _launchAndSell(uint48 claimPeriod) private {
        address tokenAt = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        uint256 deadline = vm.getBlockTimestamp() + 7 days;
        offering = new ModelOffering(tokenAt, treasury, SUPPLY, 100 ether, deadline);
        IRevenueShareToken.Config memory c = config();
        (c.holders, c.amounts) = (one(address(offering)), one(SUPPLY));
        c.nonEarning = c.holders;
        c.firstSnapshotAt = claimPeriod == 0 ? 0 : uint48(deadline) + claimPeriod;
        token = deploy(c);
        assertEq(address(token), tokenAt);
        _deposit(bob, 1 ether);
        _deposit(carol, 99 ether);
        earn(50 ether);
        vm.warp(deadline);
    }

    function _deposit(address buyer, uint256 amountWei) private {
        deal(buyer, amountWei);
        vm.prank(buyer);
        offering.deposit{value: amountWei}();
    }

    function _buy(address buyer) private {
        vm.prank(buyer);
        offering.claim(buyer);
        skip(1);
    }

    /// @return taken what bob has of the revenue
    function _claimShares(uint256 id) private returns (uint256 taken) {
        token.claimForMany(two(bob, carol), one(id));
        return bob.balance;
    }

    function _expectTooEarly(uint256 first) private {
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareSnapshotTooEarly.selector, first, vm.getBlockTimestamp())
        );
        token.snapshot();
    }

    function test_TheFirstClaimerEarnsItsOwnPartAlone() external {
        _launchAndSell(0);
        _buy(bob);
        uint256 id = token.snapshot();
        _buy(carol);
        uint256 without = _claimShares(id);

        _launchAndSell(CLAIM_PERIOD);
        _buy(bob);
        _expectTooEarly(offering.deadline() + CLAIM_PERIOD);
        _buy(carol);
        id = snap();
        uint256 with = _claimShares(id);

        report("of 40 ETH taken by who bought 1 % and claimed first", without, with);
        assertEq(without, 40 ether, "all of it");
        assertEq(with, 0.4 ether, "1 %");
        assertEq(carol.balance, 39.6 ether);
    }

    function testFuzz_NobodySnapshotsBeforeTheFirstSecond(uint48 period, uint32 early) external {
        period = uint48(bound(period, 1, 365 days));
        _launchAndSell(period);
        _buy(bob);
        uint256 first = offering.deadline() + period;
        assertEq(token.nextSnapshotAt(), first);
        if (vm.getBlockTimestamp() < first) {
            vm.warp(first - bound(early, 1, first - vm.getBlockTimestamp()));
            _expectTooEarly(first);
            vm.warp(first);
        }
        assertEq(token.snapshot(), 1);
        assertEq(token.nextSnapshotAt(), vm.getBlockTimestamp() + INTERVAL, "from then on the interval");
    }
}
