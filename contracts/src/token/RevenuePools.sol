// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {BoundedCall} from "../libraries/BoundedCall.sol";
import {Recipients} from "./Recipients.sol";

/// @title The assets of a revenue-share token and what of them belongs to whom
/// @dev An asset is known inside by its index: 0 is ETH, 1..8 are the listed ERC-20s. What the contract holds above its two
/// pools is new revenue, so nothing has to be recorded when it arrives.
abstract contract RevenuePools is Recipients, ReentrancyGuardTransient {
    /// @dev `claimPool` includes `carried`: recycled, but not yet in a snapshot. `noticed`: new revenue that an event told of.
    struct Pool {
        uint128 claimPool;
        uint128 redeemPool;
        uint128 carried;
        uint128 noticed;
    }

    struct Revenue {
        uint128 claimable;
        uint128 claimed;
    }

    /// @notice Gas given to a recipient of ETH, and to an ERC-20 to pay out or to tell a balance
    uint256 public constant ETH_PUSH_GAS = 50_000;
    uint256 public constant ERC20_PUSH_GAS = 250_000;
    uint256 public constant BALANCE_GAS = 100_000;

    uint256 internal constant MAX_LISTED = 8;
    uint256 internal constant BPS = 10_000;
    uint256 internal constant ETH = 0;

    address public immutable treasury;
    uint256 public immutable claimShareBps;
    /// @dev ETH included.
    uint256 internal immutable _assetCount;

    /// @dev Written by the constructor only.
    AssetConfig[] private _assets;
    mapping(address asset => uint256) private _indexOf;

    Pool[MAX_LISTED + 1] internal _pools;

    constructor(address treasury_, uint256 claimShareBps_, uint96 minRevenueWei, AssetConfig[] memory listed) {
        if (treasury_ == address(0) || treasury_ == address(this)) revert RevShareInvalidTreasury(treasury_);
        if (claimShareBps_ > BPS) revert RevShareInvalidShare(claimShareBps_, BPS);
        if (listed.length > MAX_LISTED) revert RevShareTooManyAssets(listed.length, MAX_LISTED);
        treasury = treasury_;
        claimShareBps = claimShareBps_;
        _assetCount = listed.length + 1;
        _assets.push(AssetConfig(address(0), minRevenueWei));
        for (uint256 i = 0; i < listed.length; ++i) {
            address asset = listed[i].token;
            // No code: ETH's address, this contract and typing errors.
            if (asset.code.length == 0 || _indexOf[asset] != 0) revert RevShareInvalidAsset(asset);
            _assets.push(listed[i]);
            _indexOf[asset] = i + 1;
        }
    }

    /// @notice ETH revenue. Cheap enough for senders that give 2,300 gas.
    receive() external payable {
        if (msg.value != 0) emit RevenueReceived(address(0), msg.sender, msg.value);
    }

    function sync(address asset) external nonReentrant {
        uint256 index = _listedIndex(asset);
        if (index == ETH) return;
        _notice(index, asset, _freshRevenue(index));
    }

    function sendToTreasury(address asset) external nonReentrant {
        uint256 amount;
        if (asset != address(0) && _indexOf[asset] == 0) {
            amount = BoundedCall.balanceOf(asset, address(this), BALANCE_GAS);
        } else {
            uint256 supply = totalSupply();
            if (supply != 0) revert RevShareListedAsset(asset, supply);
            // Nobody can redeem any more; only open claims are still owed.
            uint256 index = _indexOf[asset];
            _pools[index] = Pool(_pools[index].claimPool - _pools[index].carried, 0, 0, 0);
            amount = _freshRevenue(index);
        }
        emit SentToTreasury(asset, amount);
        if (!_push(asset, treasury, amount)) revert RevSharePushFailed(asset, treasury, amount);
    }

    function pendingRevenue(address asset) external view returns (uint256) {
        (bool listed, uint256 index) = _find(asset);
        return listed ? _freshRevenue(index) + _pools[index].carried : 0;
    }

    function pools(address asset) external view returns (uint256 claimPool, uint256 redeemPool) {
        (bool listed, uint256 index) = _find(asset);
        if (listed) (claimPool, redeemPool) = (_pools[index].claimPool, _pools[index].redeemPool);
    }

    function minRevenue(address asset) external view returns (uint256) {
        return _minimum(_listedIndex(asset));
    }

    function assets() external view returns (address[] memory list) {
        list = new address[](_assetCount);
        for (uint256 i = 1; i < list.length; ++i) {
            list[i] = _assetAt(i);
        }
    }

    /// @return listed false for an asset that this token doesn't pay out
    function _find(address asset) internal view returns (bool listed, uint256 index) {
        index = _indexOf[asset];
        listed = index != ETH || asset == address(0);
    }

    function _listedIndex(address asset) internal view returns (uint256 index) {
        bool listed;
        (listed, index) = _find(asset);
        if (!listed) revert RevShareUnlistedAsset(asset);
    }

    function _assetAt(uint256 index) internal view returns (address) {
        return index == ETH ? address(0) : _assets[index].token;
    }

    /// @dev At least 1: a snapshot of nothing would only use up an id.
    function _minimum(uint256 index) internal view returns (uint256) {
        uint256 minimum = _assets[index].minRevenue;
        return minimum == 0 ? 1 : minimum;
    }

    /// @return amount held above the pools; 0 while an asset that lost value or doesn't answer holds less
    function _freshRevenue(uint256 index) internal view returns (uint256 amount) {
        uint256 balance =
            index == ETH ? address(this).balance : BoundedCall.balanceOf(_assetAt(index), address(this), BALANCE_GAS);
        // An asset that claims absurd balances can't overflow the pools.
        if (balance > type(uint128).max) balance = type(uint128).max;
        Pool storage pool = _pools[index];
        uint256 reserved = uint256(pool.claimPool) + pool.redeemPool;
        return balance > reserved ? balance - reserved : 0;
    }

    /// @dev Tells of revenue that no event has told of; ETH tells of itself.
    function _notice(uint256 index, address asset, uint256 fresh) internal {
        uint256 noticed = _pools[index].noticed;
        if (fresh > noticed) emit RevenueReceived(asset, address(0), fresh - noticed);
        if (fresh != noticed) _pools[index].noticed = uint128(fresh);
    }

    /// @param to a holder, the recipient that he has set, or the treasury
    /// @return ok false when `to` or the asset refuses; never reverts because of them
    function _push(address asset, address to, uint256 amount) internal returns (bool ok) {
        if (asset == address(0)) return BoundedCall.sendEth(to, amount, ETH_PUSH_GAS);
        return BoundedCall.transfer(asset, to, amount, ERC20_PUSH_GAS);
    }
}
