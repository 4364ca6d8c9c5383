// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IGasTank} from "./interfaces/IGasTank.sol";
import {IRevenueRouter} from "./interfaces/IRevenueRouter.sol";
import {IRevenueShareToken} from "./interfaces/IRevenueShareToken.sol";
import {IWETH} from "./interfaces/IWETH.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";

/// @title RevenueRouter
/// @dev One refusing recipient never blocks the others: each push has a fixed amount of gas, copies no return data, and
/// on failure its part is held for the recipient. The token alone must accept what it is sent.
contract RevenueRouter is IRevenueRouter, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    address private constant ETH = address(0);
    uint256 private constant BPS = 10_000;
    uint256 public constant MAX_SHARES = 8;
    /// @notice What a recipient, or the asset, may spend on one share.
    uint256 public constant PUSH_GAS = 150_000;

    address public immutable token;
    address public immutable weth;
    address public immutable treasury;
    address public immutable gasTank;
    uint256 public immutable gasTankBps;

    mapping(address asset => bool) public isListed;
    mapping(address asset => uint256) public totalHeld;
    mapping(address asset => mapping(address recipient => uint256)) public held;
    Share[] private _shares;

    constructor(Config memory config) {
        if (config.token == address(0) || config.treasury == address(0)) revert RouterZeroAddress();
        if (config.shares.length > MAX_SHARES) revert RouterTooManyShares(config.shares.length, MAX_SHARES);
        token = config.token;
        weth = config.weth;
        treasury = config.treasury;
        gasTank = config.gasTank;
        gasTankBps = config.gasTankBps;

        uint256 splitBps = config.gasTankBps;
        // Asking the tank now, a wrong address fails the deployment instead of every later flush.
        // slither-disable-next-line unused-return: that it answers is all that matters
        if (splitBps != 0) IGasTank(config.gasTank).shortfall();
        for (uint256 i = 0; i < config.shares.length; ++i) {
            Share memory share = config.shares[i];
            if (share.recipient == address(0) || share.recipient == address(this) || share.bps == 0) {
                revert RouterBadShare(share.recipient, share.bps);
            }
            splitBps += share.bps;
            _shares.push(share);
        }
        if (splitBps >= BPS) revert RouterNothingLeftForToken(splitBps, BPS);

        address[] memory assets = IRevenueShareToken(config.token).assets();
        for (uint256 i = 0; i < assets.length; ++i) {
            isListed[assets[i]] = true;
        }
    }

    /// @dev Stays below the 2,300 gas of `transfer`, by which some marketplaces pay royalties.
    receive() external payable {
        if (msg.sender != weth) emit EthReceived(msg.sender, msg.value);
    }

    /// @inheritdoc IRevenueRouter
    function deposit(address asset, uint256 amount, bytes32 source) external payable nonReentrant {
        uint256 expectedWei = asset == ETH ? amount : 0;
        if (msg.value != expectedWei) revert RouterWrongValue(msg.value, expectedWei);
        if (asset != weth && !isListed[asset]) revert RouterAssetNotListed(asset);
        uint256 received = asset == ETH ? amount : _pull(asset, amount);
        emit RevenueReceived(asset, source, msg.sender, received);
    }

    /// @inheritdoc IRevenueRouter
    function flush(address asset) external nonReentrant returns (uint256 toToken) {
        if (_isWrapped(asset)) {
            _unwrap();
            asset = ETH;
        }
        if (!isListed[asset]) revert RouterAssetNotListed(asset);
        uint256 amount = _free(asset);
        // slither-disable-next-line incorrect-equality: nothing to do, no threshold to miss
        if (amount == 0) revert RouterNothingToFlush(asset);

        uint256 toGasTank = asset == ETH ? _feedGasTank(amount) : 0;
        toToken = amount - toGasTank - _payShares(asset, amount);
        emit Flushed(asset, amount, toToken, toGasTank);
        _send(asset, token, toToken);
    }

    /// @inheritdoc IRevenueRouter
    function withdraw(address asset, address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert RouterZeroAddress();
        return _release(asset, msg.sender, to);
    }

    /// @inheritdoc IRevenueRouter
    function retry(address asset, address recipient) external nonReentrant returns (uint256 amount) {
        return _release(asset, recipient, recipient);
    }

    /// @inheritdoc IRevenueRouter
    function sendUnlistedToTreasury(address asset) external nonReentrant returns (uint256 amount) {
        if (isListed[asset] || asset == weth) revert RouterAssetListed(asset);
        amount = IERC20(asset).balanceOf(address(this));
        emit UnlistedSentToTreasury(asset, amount);
        IERC20(asset).safeTransfer(treasury, amount);
    }

    /// @inheritdoc IRevenueRouter
    function flushable(address asset) external view returns (uint256 amount) {
        if (_isWrapped(asset)) return _free(ETH) + IERC20(asset).balanceOf(address(this));
        return isListed[asset] ? _free(asset) : 0;
    }

    /// @inheritdoc IRevenueRouter
    function shares() external view returns (Share[] memory) {
        return _shares;
    }

    function _isWrapped(address asset) private view returns (bool) {
        return asset == weth && asset != ETH;
    }

    /// @dev What nobody is owed yet; 0 when a rebasing asset has shrunk below what is held for recipients.
    function _free(address asset) private view returns (uint256) {
        uint256 balance = asset == ETH ? address(this).balance : IERC20(asset).balanceOf(address(this));
        return Math.saturatingSub(balance, totalHeld[asset]);
    }

    function _pull(address asset, uint256 amount) private returns (uint256 received) {
        uint256 before = IERC20(asset).balanceOf(address(this));
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
        return IERC20(asset).balanceOf(address(this)) - before;
    }

    function _unwrap() private {
        uint256 amountWei = IWETH(weth).balanceOf(address(this));
        // slither-disable-next-line incorrect-equality: nothing to do, no threshold to miss
        if (amountWei == 0) return;
        emit Unwrapped(amountWei);
        IWETH(weth).withdraw(amountWei);
    }

    /// @dev What the tank does not need, or does not take, is the token's.
    function _feedGasTank(uint256 amountWei) private returns (uint256 fedWei) {
        if (gasTankBps == 0) return 0;
        fedWei = Math.min(Math.mulDiv(amountWei, gasTankBps, BPS), IGasTank(gasTank).shortfall());
        if (fedWei != 0 && !_push(ETH, gasTank, fedWei)) return 0;
    }

    /// @return total what is no longer the token's, whether it was paid or is held
    function _payShares(address asset, uint256 amount) private returns (uint256 total) {
        uint256 count = _shares.length;
        for (uint256 i = 0; i < count; ++i) {
            Share memory share = _shares[i];
            uint256 part = Math.mulDiv(amount, share.bps, BPS);
            // slither-disable-next-line incorrect-equality: nothing to do, no threshold to miss
            if (part == 0) continue;
            total += part;
            if (_push(asset, share.recipient, part)) {
                emit SharePaid(share.recipient, asset, part);
            } else {
                held[asset][share.recipient] += part;
                totalHeld[asset] += part;
                emit ShareHeld(share.recipient, asset, part);
            }
        }
    }

    function _release(address asset, address recipient, address to) private returns (uint256 amount) {
        amount = held[asset][recipient];
        if (amount == 0) revert RouterNothingHeld(recipient, asset);
        held[asset][recipient] = 0;
        totalHeld[asset] -= amount;
        emit HeldSharePaid(recipient, asset, to, amount);
        _send(asset, to, amount);
    }

    /// @dev Must succeed.
    function _send(address asset, address to, uint256 amount) private {
        if (asset != ETH) return IERC20(asset).safeTransfer(to, amount);
        // slither-disable-next-line arbitrary-send-eth: the token, or whom a recipient names for its own share
        (bool success,) = to.call{value: amount}("");
        if (!success) revert RouterEthRefused(to, amount);
    }

    /// @dev May fail, but never because the caller brought too little gas.
    function _push(address asset, address to, uint256 amount) private returns (bool success) {
        if (asset == ETH) return BoundedCall.sendEth(to, amount, PUSH_GAS);
        return BoundedCall.transfer(asset, to, amount, PUSH_GAS);
    }
}
