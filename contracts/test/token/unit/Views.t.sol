// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {MultiAssetTest} from "../MultiAssetTest.sol";

contract ViewsTest is MultiAssetTest {
    function test_NothingIsClaimableOfTheUnknownExpiredRecycledOrClaimed() external {
        uint256 id = earnAllAndSnap();
        _expectNothing(alice, 0);
        _expectNothing(alice, id + 1);
        _expectNothing(alice, type(uint256).max);
        _expectNothing(payer, id);
        vm.prank(alice);
        token.claim(id);
        _expectNothing(alice, id);
        assertGt(token.claimableRevenue(bob, id), 0);
        expire(id);
        _expectNothing(bob, id);
        token.recycle(id);
        _expectNothing(bob, id);
    }

    function test_AnUnlistedAssetIsWorthNothing() external {
        uint256 id = earnAllAndSnap();
        assertEq(token.claimableERC20(alice, id, payer), 0);
        assertEq(token.redeemableERC20OnBurn(SUPPLY, payer), 0);
        assertEq(token.pendingRevenue(payer), 0);
        assertFalse(token.isClaimed(alice, id, payer));
        (uint256 a, uint256 b) = token.snapshotRevenue(id, payer);
        (uint256 c, uint256 d) = token.pools(payer);
        assertEq(a + b + c + d, 0);
    }

    function test_EthIsAnAssetLikeAnother() external {
        uint256 id = earnAllAndSnap();
        assertEq(token.claimableERC20(alice, id, ETH_ASSET), token.claimableRevenue(alice, id));
        assertEq(token.redeemableERC20OnBurn(SUPPLY, ETH_ASSET), token.redeemableOnBurn(SUPPLY));
        assertGt(token.redeemableOnBurn(SUPPLY), 0);
    }

    function testFuzz_RedeemableIsThePartOfThePool(uint112 amount) external {
        assertEq(token.redeemableOnBurn(amount), 0);
        earnAllAndSnap();
        uint256 expected = amount >= SUPPLY ? 40 ether : 40 ether * uint256(amount) / SUPPLY;
        assertEq(token.redeemableOnBurn(amount), expected);
        assertEq(token.redeemableOnBurn(type(uint256).max), 40 ether);
    }

    function test_WhatIsUnknownIsZero() external view {
        IRevenueShareToken.SnapshotInfo memory info = token.snapshotInfo(1);
        assertEq(info.timepoint + info.takenAt + info.expiresAt + info.supply, 0);
        assertFalse(token.isRecycled(1));
        assertFalse(token.isClaimed(alice, 1, ETH_ASSET));
        assertEq(token.earningBalanceAt(alice, 1), 0);
        assertEq(token.currentSnapshotId(), 0);
    }

    function test_TheMinimumIsAtLeastOne() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnlistedAsset.selector, payer));
        token.minRevenue(payer);
        IRevenueShareToken.Config memory c = config();
        c.minRevenueWei = 0;
        assertEq(deploy(c).minRevenue(ETH_ASSET), 1);
    }

    function test_TheClockCountsSeconds() external {
        assertEq(token.clock(), vm.getBlockTimestamp());
        assertEq(token.CLOCK_MODE(), "mode=timestamp");
        skip(5);
        assertEq(token.clock(), vm.getBlockTimestamp());
    }

    function test_SaysWhichInterfacesItHas() external view {
        bytes4[10] memory ids = [
            bytes4(0xed7b2e4e), // ERC-7641
            bytes4(keccak256("claimableERC20(address,uint256,address)"))
                ^ bytes4(keccak256("redeemableERC20OnBurn(uint256,address)")),
            type(IRevenueShareToken).interfaceId,
            0x36372b07, // ERC-20
            0xa219a025, // ERC-20 metadata
            0x9d8ff7da, // ERC-2612
            0x01ffc9a7, // ERC-165
            0x84b0196e, // ERC-5267
            0xda287a1d, // ERC-6372
            0xe8a3d485 // ERC-7572
        ];
        for (uint256 i = 0; i < ids.length; ++i) {
            assertTrue(token.supportsInterface(ids[i]), "interface");
        }
        assertFalse(token.supportsInterface(0xffffffff));
        assertFalse(token.supportsInterface(0x80ac58cd));
    }

    function test_KeepsErc7641sSelectors() external view {
        assertEq(bytes32(token.claimableRevenue.selector), bytes32(bytes4(0x2be2bb11)));
        assertEq(bytes32(token.claim.selector), bytes32(bytes4(0x379607f5)));
        assertEq(bytes32(token.snapshot.selector), bytes32(bytes4(0x9711715a)));
        assertEq(bytes32(token.redeemableOnBurn.selector), bytes32(bytes4(0x24888f98)));
        assertEq(bytes32(token.burn.selector), bytes32(bytes4(0x42966c68)));
    }

    function _expectNothing(address account, uint256 id) private view {
        assertEq(token.claimableRevenue(account, id), 0);
        assertEq(token.claimableERC20(account, id, address(weth)), 0);
    }
}
