// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueShareToken} from "../../../src/RevenueShareToken.sol";
import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";
import {TestAsset} from "../mocks/TestAsset.sol";

contract ConstructorTest is MultiAssetTest {
    function _expectInvalid(bytes memory why, IRevenueShareToken.Config memory c) private {
        vm.expectRevert(why);
        new RevenueShareToken(c);
    }

    function test_RefusesATreasuryThatIsNobodyOrItself() external {
        IRevenueShareToken.Config memory c = config();
        c.treasury = address(0);
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidTreasury.selector, address(0)), c);
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        c.treasury = next;
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidTreasury.selector, next), c);
    }

    function test_RefusesAShareAboveAll() external {
        IRevenueShareToken.Config memory c = config();
        c.claimShareBps = 10_001;
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidShare.selector, 10_001, 10_000), c);
    }

    function test_RefusesANinthAsset() external {
        IRevenueShareToken.Config memory c = config();
        c.assets = new IRevenueShareToken.AssetConfig[](9);
        for (uint256 i = 0; i < 9; ++i) {
            c.assets[i].token = address(new TestAsset("A", 18));
        }
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareTooManyAssets.selector, 9, 8), c);
    }

    function test_RefusesAnAssetThatIsNoContractOrListedTwice() external {
        IRevenueShareToken.Config memory c = config();
        c.assets[1].token = address(0);
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidAsset.selector, address(0)), c);
        c.assets[1].token = alice;
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidAsset.selector, alice), c);
        c.assets[1].token = address(weth);
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidAsset.selector, weth), c);
    }

    function test_RefusesAWindowInWhichNobodyCouldClaim() external {
        IRevenueShareToken.Config memory c = config();
        c.claimWindow = 0;
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidWindow.selector, 0, 1), c);
    }

    function test_RefusesAFirstSnapshotThatWouldLockRevenueUp() external {
        IRevenueShareToken.Config memory c = config();
        uint256 latest = vm.getBlockTimestamp() + 730 days;
        c.firstSnapshotAt = uint48(latest + 1);
        bytes4 why = IRevenueShareToken.RevShareInvalidFirstSnapshot.selector;
        _expectInvalid(abi.encodeWithSelector(why, latest + 1, latest), c);
        c.firstSnapshotAt = uint48(vm.getBlockTimestamp() * 1_000);
        _expectInvalid(abi.encodeWithSelector(why, vm.getBlockTimestamp() * 1_000, latest), c);
        c.firstSnapshotAt = uint48(latest);
        assertEq(deploy(c).firstSnapshotAt(), latest);
    }

    function test_RefusesHoldersWithoutAmounts() external {
        IRevenueShareToken.Config memory c = config();
        c.amounts = new uint256[](2);
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareLengthMismatch.selector, 3, 2), c);
    }

    function test_RefusesNoSupplyAndTooMuchSupply() external {
        IRevenueShareToken.Config memory c = config();
        uint256 max = type(uint112).max;
        c.amounts = new uint256[](3);
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidSupply.selector, 0, max), c);
        (c.amounts[0], c.amounts[1]) = (max, 1);
        _expectInvalid(abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidSupply.selector, max + 1, max), c);
        c.amounts[1] = 0;
        assertEq(new RevenueShareToken(c).totalSupply(), max);
    }

    function test_GivesTheSupplyToTheHolders() external view {
        assertEq(token.totalSupply(), SUPPLY);
        assertEq(token.balanceOf(alice), SUPPLY / 2);
        assertEq(token.balanceOf(bob), SUPPLY * 3 / 10);
        assertEq(token.balanceOf(carol), SUPPLY / 5);
    }

    function test_SaysWhatItWasConfiguredWith() external view {
        assertEq(token.name(), "Open Model");
        assertEq(token.symbol(), "OM");
        assertEq(token.contractURI(), "data:application/json,{}");
        assertEq(token.treasury(), treasury);
        assertEq(token.trustedForwarder(), address(forwarder));
        assertEq(token.claimShareBps(), 6_000);
        assertEq(token.firstSnapshotAt(), 0);
        assertEq(token.snapshotInterval(), INTERVAL);
        assertEq(token.claimWindow(), WINDOW);
        assertEq(token.minRevenue(ETH_ASSET), 0.01 ether);
        assertEq(token.minRevenue(address(usdc)), 25e6);
        address[] memory list = token.assets();
        assertEq(list.length, 3);
        assertEq(list[0], ETH_ASSET);
        assertEq(list[1], address(weth));
        assertEq(list[2], address(usdc));
    }

    function test_TakesNonEarningAccountsAndItselfOutOfTheEarningSupply() external {
        IRevenueShareToken.Config memory c = config();
        c.nonEarning = one(carol);
        token = deploy(c);
        skip(1);
        assertFalse(token.earnsRevenue(carol));
        assertFalse(token.earnsRevenue(address(token)));
        assertTrue(token.earnsRevenue(alice));
        assertEq(token.snapshotInfo(earnAndSnap(1 ether)).supply, SUPPLY * 8 / 10);
    }

    function test_EmitsContractURIUpdated() external {
        vm.expectEmit(false, false, false, false);
        emit IRevenueShareToken.ContractURIUpdated();
        deploy(config());
    }
}
