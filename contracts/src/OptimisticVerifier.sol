// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IInferenceVerifier} from "./interfaces/IInferenceVerifier.sol";
import {IOptimisticVerifier} from "./interfaces/IOptimisticVerifier.sol";

/// @title OptimisticVerifier
/// @dev Asserted -> Final when the challenge window has passed; Asserted -> Challenged -> Final by the arbiter, or open
/// again when it finds no answer or does not speak within its window. Bonds are credited, never pushed, so no party can
/// stand in the way of an outcome.
contract OptimisticVerifier is IOptimisticVerifier {
    using SafeCast for uint256;

    uint256 public immutable bond;
    uint256 public immutable challengeWindow;
    uint256 public immutable resolveWindow;
    address public immutable arbiter;
    address public immutable treasury;

    mapping(address account => uint256) public creditOf;
    mapping(bytes32 promptHash => Assertion) private _assertions;

    constructor(
        address arbiter_,
        address treasury_,
        uint256 bondWei,
        uint256 challengeWindowSec,
        uint256 resolveWindowSec
    ) {
        if (arbiter_ == address(0) || treasury_ == address(0)) revert VerifierZeroAddress();
        if (challengeWindowSec == 0 || resolveWindowSec == 0) revert VerifierZeroWindow();
        (arbiter, treasury, bond) = (arbiter_, treasury_, bondWei);
        (challengeWindow, resolveWindow) = (challengeWindowSec, resolveWindowSec);
    }

    /// @inheritdoc IOptimisticVerifier
    function assertAnswer(bytes calldata prompt, bytes calldata aigcData) external payable {
        _requireBond();
        if (aigcData.length == 0) revert VerifierNoData();
        bytes32 promptHash = keccak256(prompt);
        Assertion storage assertion = _inState(promptHash, State.None);
        assertion.state = State.Asserted;
        assertion.asserter = msg.sender;
        assertion.dataHash = keccak256(aigcData);
        assertion.deadline = (block.timestamp + challengeWindow).toUint64();
        emit Asserted(promptHash, msg.sender, assertion.deadline, prompt, aigcData);
    }

    /// @inheritdoc IOptimisticVerifier
    function challenge(bytes32 promptHash, bytes calldata aigcData) external payable {
        _requireBond();
        if (aigcData.length == 0) revert VerifierNoData();
        Assertion storage assertion = _inState(promptHash, State.Asserted);
        if (_isOver(assertion)) revert VerifierTooLate(assertion.deadline, block.timestamp);
        bytes32 challengeHash = keccak256(aigcData);
        if (challengeHash == assertion.dataHash) revert VerifierSameAnswer(challengeHash);
        assertion.state = State.Challenged;
        assertion.challenger = msg.sender;
        assertion.challengeHash = challengeHash;
        assertion.deadline = (block.timestamp + resolveWindow).toUint64();
        emit Challenged(promptHash, msg.sender, assertion.deadline, aigcData);
    }

    /// @inheritdoc IOptimisticVerifier
    function resolve(bytes32 promptHash, bytes calldata aigcData) external {
        if (msg.sender != arbiter) revert VerifierNotArbiter(msg.sender, arbiter);
        Assertion storage assertion = _inState(promptHash, State.Challenged);
        if (_isOver(assertion)) revert VerifierTooLate(assertion.deadline, block.timestamp);

        bytes32 dataHash = keccak256(aigcData);
        address winner = address(0);
        if (dataHash == assertion.dataHash) winner = assertion.asserter;
        else if (dataHash == assertion.challengeHash) winner = assertion.challenger;
        creditOf[winner == address(0) ? treasury : winner] += 2 * bond;

        if (aigcData.length == 0) {
            delete _assertions[promptHash];
        } else {
            assertion.state = State.Final;
            assertion.dataHash = dataHash;
        }
        emit Resolved(promptHash, winner, aigcData);
    }

    /// @inheritdoc IOptimisticVerifier
    function settle(bytes32 promptHash) external {
        Assertion storage assertion = _inState(promptHash, State.Asserted);
        if (!_isOver(assertion)) revert VerifierTooEarly(assertion.deadline, block.timestamp);
        assertion.state = State.Final;
        creditOf[assertion.asserter] += bond;
        emit Settled(promptHash, assertion.dataHash);
    }

    /// @inheritdoc IOptimisticVerifier
    function expire(bytes32 promptHash) external {
        Assertion storage assertion = _inState(promptHash, State.Challenged);
        if (!_isOver(assertion)) revert VerifierTooEarly(assertion.deadline, block.timestamp);
        creditOf[assertion.asserter] += bond;
        creditOf[assertion.challenger] += bond;
        delete _assertions[promptHash];
        emit Expired(promptHash);
    }

    /// @inheritdoc IOptimisticVerifier
    function withdraw(address to) external returns (uint256 amountWei) {
        if (to == address(0)) revert VerifierZeroAddress();
        amountWei = creditOf[msg.sender];
        if (amountWei == 0) revert VerifierNoCredit(msg.sender);
        creditOf[msg.sender] = 0;
        emit CreditWithdrawn(msg.sender, to, amountWei);
        (bool success,) = to.call{value: amountWei}("");
        if (!success) revert VerifierEthRefused(to, amountWei);
    }

    /// @inheritdoc IInferenceVerifier
    /// @dev The proof is not looked at: time is the proof. `settle` only returns the bond, nothing waits for it.
    function verify(bytes calldata prompt, bytes calldata aigcData, bytes calldata) external view returns (bool) {
        Assertion storage assertion = _assertions[keccak256(prompt)];
        if (keccak256(aigcData) != assertion.dataHash) return false;
        return assertion.state == State.Final || (assertion.state == State.Asserted && _isOver(assertion));
    }

    /// @inheritdoc IInferenceVerifier
    function isPending(bytes calldata prompt, bytes calldata aigcData) external view returns (bool) {
        Assertion storage assertion = _assertions[keccak256(prompt)];
        if (keccak256(aigcData) != assertion.dataHash) return false;
        return assertion.state == State.Challenged || (assertion.state == State.Asserted && !_isOver(assertion));
    }

    /// @inheritdoc IOptimisticVerifier
    function assertionOf(bytes32 promptHash) external view returns (Assertion memory) {
        return _assertions[promptHash];
    }

    function _requireBond() private view {
        if (msg.value != bond) revert VerifierWrongBond(msg.value, bond);
    }

    function _inState(bytes32 promptHash, State needed) private view returns (Assertion storage assertion) {
        assertion = _assertions[promptHash];
        if (assertion.state != needed) revert VerifierWrongState(assertion.state, needed);
    }

    function _isOver(Assertion storage assertion) private view returns (bool) {
        return block.timestamp >= assertion.deadline;
    }
}
