// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IModelOffering} from "./interfaces/IModelOffering.sol";

/// @title ModelOffering
/// @dev What a buyer is due depends on the totals at the deadline alone, never on who claims first. Tokens and refunds are
/// rounded down, so what is over is less than one wei and one token unit per buyer; `sweepRest` takes it.
/// The token names this contract as a non-earning account, so its stock takes no part in revenue. No owner.
contract ModelOffering is IModelOffering, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    address public immutable token;
    address public immutable treasury;
    uint256 public immutable stock;
    uint256 public immutable target;
    uint256 public immutable deadline;

    uint256 public totalDeposits;
    uint256 public claimedDeposits;
    bool public isFinalized;
    mapping(address buyer => uint256) public depositOf;

    /// @dev The token may be deployed after the offering, which it names; nothing is asked of it here.
    constructor(address token_, address treasury_, uint256 stock_, uint256 targetWei, uint256 deadline_) {
        if (token_ == address(0) || treasury_ == address(0)) revert OfferingZeroAddress();
        if (stock_ == 0 || targetWei == 0) revert OfferingZeroAmount();
        if (deadline_ <= block.timestamp) revert OfferingBadDeadline(deadline_, block.timestamp);
        (token, treasury) = (token_, treasury_);
        (stock, target, deadline) = (stock_, targetWei, deadline_);
    }

    modifier afterDeadline() {
        if (block.timestamp < deadline) revert OfferingStillOpen(deadline, block.timestamp);
        _;
    }

    /// @inheritdoc IModelOffering
    function deposit() external payable {
        if (block.timestamp >= deadline) revert OfferingClosed(deadline, block.timestamp);
        if (msg.value == 0) revert OfferingZeroAmount();
        uint256 held = IERC20(token).balanceOf(address(this));
        if (held < stock) revert OfferingNotFunded(held, stock);
        depositOf[msg.sender] += msg.value;
        totalDeposits += msg.value;
        emit Deposited(msg.sender, msg.value, totalDeposits);
    }

    /// @inheritdoc IModelOffering
    function claim(address to) external afterDeadline nonReentrant returns (uint256 tokens, uint256 refundWei) {
        if (to == address(0)) revert OfferingZeroAddress();
        uint256 amountWei = depositOf[msg.sender];
        if (amountWei == 0) revert OfferingNothingDue(msg.sender);
        (tokens, refundWei) = dueOf(msg.sender);
        depositOf[msg.sender] = 0;
        claimedDeposits += amountWei;
        emit Claimed(msg.sender, to, tokens, refundWei);
        _pay(to, tokens, refundWei);
    }

    /// @inheritdoc IModelOffering
    /// @dev No claim waits for this: a treasury that refuses harms itself only.
    function finalize() external afterDeadline nonReentrant {
        if (isFinalized) revert OfferingAlreadyFinalized();
        isFinalized = true;
        Phase phase_ = phase();
        uint256 proceedsWei = phase_ == Phase.Succeeded ? target : 0;
        uint256 tokens = phase_ == Phase.Failed ? IERC20(token).balanceOf(address(this)) : 0;
        emit Finalized(phase_, proceedsWei, tokens);
        _pay(treasury, tokens, proceedsWei);
    }

    /// @inheritdoc IModelOffering
    function sweepRest() external afterDeadline nonReentrant returns (uint256 amountWei, uint256 tokens) {
        if (!isFinalized) revert OfferingNotFinalized();
        if (claimedDeposits != totalDeposits) revert OfferingNotAllClaimed(claimedDeposits, totalDeposits);
        (amountWei, tokens) = (address(this).balance, IERC20(token).balanceOf(address(this)));
        emit RestSwept(amountWei, tokens);
        _pay(treasury, tokens, amountWei);
    }

    /// @inheritdoc IModelOffering
    function dueOf(address buyer) public view returns (uint256 tokens, uint256 refundWei) {
        (uint256 amountWei, uint256 totalWei) = (depositOf[buyer], totalDeposits);
        if (totalWei < target) return (0, amountWei);
        tokens = Math.mulDiv(stock, amountWei, totalWei);
        refundWei = Math.mulDiv(totalWei - target, amountWei, totalWei);
    }

    /// @inheritdoc IModelOffering
    function phase() public view returns (Phase) {
        if (block.timestamp < deadline) return Phase.Open;
        return totalDeposits >= target ? Phase.Succeeded : Phase.Failed;
    }

    function _pay(address to, uint256 tokens, uint256 amountWei) private {
        if (tokens != 0) IERC20(token).safeTransfer(to, tokens);
        // slither-disable-next-line incorrect-equality: nothing to do, no threshold to miss
        if (amountWei == 0) return;
        (bool success,) = to.call{value: amountWei}("");
        if (!success) revert OfferingEthRefused(to, amountWei);
    }
}
