// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {Vm} from "../../base/Vm.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";

contract SyncTest is MultiAssetTest {
    function test_RefusesAnUnlistedAsset() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnlistedAsset.selector, payer));
        token.sync(payer);
    }

    function test_EthAnnouncesItself() external {
        deal(address(token), 1 ether);
        assertEq(_announced(ETH_ASSET), 0);
    }

    function test_AnnouncesWhatIsNewOnce() external {
        usdc.mint(address(token), 30e6);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.RevenueReceived(address(usdc), address(0), 30e6);
        token.sync(address(usdc));
        assertEq(_announced(address(usdc)), 0);
        usdc.mint(address(token), 5e6);
        assertEq(_announced(address(usdc)), 5e6);
        assertEq(token.pendingRevenue(address(usdc)), 35e6);
        usdc.mint(address(token), 1e6);
        vm.expectEmit(address(token));
        emit IRevenueShareToken.RevenueReceived(address(usdc), address(0), 1e6);
        token.snapshot();
        assertEq(_announced(address(usdc)), 0);
    }

    function test_AnnouncesWhatWasLostAndCameBack() external {
        usdc.mint(address(token), 30e6);
        token.sync(address(usdc));
        vm.prank(address(token));
        usdc.transfer(payer, 10e6);
        assertEq(_announced(address(usdc)), 0);
        usdc.mint(address(token), 10e6);
        assertEq(_announced(address(usdc)), 10e6);
    }

    function testFuzz_AllAnnouncementsAddUpToTheRevenue(uint64[5] memory arrivals, uint8 syncs) external {
        uint256 announced;
        uint256 arrived;
        for (uint256 i = 0; i < 5; ++i) {
            weth.mint(address(token), arrivals[i]);
            arrived += arrivals[i];
            if (syncs >> i & 1 != 0) announced += _announced(address(weth));
        }
        announced += _announced(address(weth));
        assertEq(announced, arrived);
    }

    function _announced(address asset) private returns (uint256 amount) {
        vm.recordLogs();
        token.sync(asset);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertEq(logs[i].topics[0], IRevenueShareToken.RevenueReceived.selector);
            amount += abi.decode(logs[i].data, (uint256));
        }
    }
}
