// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Where a model's revenue arrives, and from where anyone can send it on
/// @dev No owner: token, split and treasury are fixed at construction. The asset `address(0)` is native ETH.
interface IRevenueRouter {
    /// @notice A fixed part of everything that is flushed; what no share takes is the token's.
    struct Share {
        address recipient;
        uint16 bps;
    }

    struct Config {
        address token;
        address weth; // address(0): the chain has none
        address treasury;
        address gasTank; // address(0): none
        uint16 gasTankBps; // of ETH only, and only while the tank is below its target
        Share[] shares;
    }

    /// @notice Revenue was deposited under a label. A plain ERC-20 transfer shows only in `Flushed`.
    event RevenueReceived(address indexed asset, bytes32 indexed source, address from, uint256 amount);
    /// @notice A plain transfer of ETH; a leaner event, for it has to fit into 2,300 gas.
    event EthReceived(address indexed from, uint256 amountWei);
    event Unwrapped(uint256 amountWei);
    event Flushed(address indexed asset, uint256 amount, uint256 toToken, uint256 toGasTank);
    event SharePaid(address indexed recipient, address indexed asset, uint256 amount);
    /// @notice The recipient refused its share, which now waits for `withdraw` or `retry`.
    event ShareHeld(address indexed recipient, address indexed asset, uint256 amount);
    event HeldSharePaid(address indexed recipient, address indexed asset, address to, uint256 amount);
    event UnlistedSentToTreasury(address indexed asset, uint256 amount);

    error RouterZeroAddress();
    error RouterTooManyShares(uint256 count, uint256 most);
    error RouterNothingLeftForToken(uint256 splitBps, uint256 limitBps);
    error RouterBadShare(address recipient, uint256 bps);
    error RouterAssetNotListed(address asset);
    error RouterAssetListed(address asset);
    error RouterNothingToFlush(address asset);
    error RouterNothingHeld(address recipient, address asset);
    error RouterWrongValue(uint256 sentWei, uint256 expectedWei);
    error RouterEthRefused(address to, uint256 amountWei);

    /// @notice Pays revenue in under a label. ETH must come as value; an ERC-20 is pulled and needs approval.
    function deposit(address asset, uint256 amount, bytes32 source) external payable;

    /// @notice Splits everything here of `asset` and sends it on. Naming WETH unwraps it and flushes ETH with it.
    /// @return toToken what the token received
    function flush(address asset) external returns (uint256 toToken);

    /// @notice Pays the caller, at `to`, what it refused earlier.
    function withdraw(address asset, address to) external returns (uint256 amount);

    /// @notice Offers `recipient` again, with all the gas that is left, what it refused earlier.
    function retry(address asset, address recipient) external returns (uint256 amount);

    /// @notice Sends an ERC-20 that the token does not list to the treasury, so that it is not stuck here.
    function sendUnlistedToTreasury(address asset) external returns (uint256 amount);

    /// @return amount what `flush(asset)` would split now
    function flushable(address asset) external view returns (uint256 amount);

    function isListed(address asset) external view returns (bool);

    function held(address asset, address recipient) external view returns (uint256 amount);

    function totalHeld(address asset) external view returns (uint256 amount);

    function shares() external view returns (Share[] memory);

    function token() external view returns (address);

    function weth() external view returns (address);

    function treasury() external view returns (address);

    function gasTank() external view returns (address);

    function gasTankBps() external view returns (uint256);
}
