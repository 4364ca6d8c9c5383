// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title An initial model offering: everybody pays the same price, whenever they came
/// @dev Up to the deadline anyone deposits ETH. With the target reached the whole stock is sold for exactly the target,
/// pro rata, and what was deposited beyond it goes back; else every deposit goes back. Amounts are wei, times seconds.
interface IModelOffering {
    enum Phase {
        Open,
        Succeeded,
        Failed
    }

    event Deposited(address indexed buyer, uint256 amountWei, uint256 totalWei);
    /// @notice A buyer's deposit is closed: it got `tokens` and its `refundWei`, at `to`.
    event Claimed(address indexed buyer, address indexed to, uint256 tokens, uint256 refundWei);
    event Finalized(Phase phase, uint256 proceedsWei, uint256 tokensReturned);
    event RestSwept(uint256 amountWei, uint256 tokens);

    error OfferingZeroAddress();
    error OfferingZeroAmount();
    error OfferingBadDeadline(uint256 deadline, uint256 now_);
    error OfferingNotFunded(uint256 held, uint256 needed);
    error OfferingClosed(uint256 deadline, uint256 now_);
    error OfferingStillOpen(uint256 deadline, uint256 now_);
    error OfferingNothingDue(address buyer);
    error OfferingAlreadyFinalized();
    error OfferingNotFinalized();
    error OfferingNotAllClaimed(uint256 claimedWei, uint256 totalWei);
    error OfferingEthRefused(address to, uint256 amountWei);

    /// @notice Adds the value sent to the caller's deposit. Refused until the stock is here.
    function deposit() external payable;

    /// @notice After the deadline: gives the caller, at `to`, its tokens and what it deposited too much.
    function claim(address to) external returns (uint256 tokens, uint256 refundWei);

    /// @notice After the deadline, once, by anyone: proceeds, or the unsold stock, to the treasury.
    function finalize() external;

    /// @notice When every buyer has claimed: what rounding left over to the treasury.
    function sweepRest() external returns (uint256 amountWei, uint256 tokens);

    /// @return tokens what `claim` would give `buyer` after the deadline, were it now
    /// @return refundWei likewise
    function dueOf(address buyer) external view returns (uint256 tokens, uint256 refundWei);

    function phase() external view returns (Phase);

    function depositOf(address buyer) external view returns (uint256 amountWei);

    function totalDeposits() external view returns (uint256 amountWei);

    /// @return amountWei the deposits whose buyers have claimed
    function claimedDeposits() external view returns (uint256 amountWei);

    function isFinalized() external view returns (bool);

    function token() external view returns (address);

    function stock() external view returns (uint256 tokens);

    function target() external view returns (uint256 amountWei);

    function deadline() external view returns (uint256 timestamp);

    function treasury() external view returns (address);
}
