// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IInferenceVerifier} from "./IInferenceVerifier.sol";

/// @title A verifier that believes what nobody disputes
/// @dev One answer per prompt at a time. Prompts and answers are published whole in the events, for nobody can dispute
/// what nobody knows; kept are `promptHash` and `dataHash`, the keccak256 of the prompt and of the AIGC data.
interface IOptimisticVerifier is IInferenceVerifier {
    enum State {
        None,
        Asserted,
        Challenged,
        Final
    }

    struct Assertion {
        State state;
        uint64 deadline; // of the challenge window, or of the arbiter
        address asserter;
        address challenger;
        bytes32 dataHash;
        bytes32 challengeHash;
    }

    event Asserted(
        bytes32 indexed promptHash, address indexed asserter, uint256 deadline, bytes prompt, bytes aigcData
    );
    event Challenged(bytes32 indexed promptHash, address indexed challenger, uint256 deadline, bytes aigcData);
    /// @notice The arbiter found `aigcData`; empty: no answer. `winner` got both bonds; address(0): the treasury did.
    event Resolved(bytes32 indexed promptHash, address indexed winner, bytes aigcData);
    event Settled(bytes32 indexed promptHash, bytes32 indexed dataHash);
    /// @notice The arbiter did not answer: both bonds went back and the prompt is open again.
    event Expired(bytes32 indexed promptHash);
    event CreditWithdrawn(address indexed account, address indexed to, uint256 amountWei);

    error VerifierZeroAddress();
    error VerifierZeroWindow();
    error VerifierNoData();
    error VerifierWrongBond(uint256 sentWei, uint256 bondWei);
    error VerifierWrongState(State actual, State needed);
    error VerifierTooLate(uint256 deadline, uint256 now_);
    error VerifierTooEarly(uint256 deadline, uint256 now_);
    error VerifierSameAnswer(bytes32 dataHash);
    error VerifierNotArbiter(address caller, address arbiter);
    error VerifierNoCredit(address account);
    error VerifierEthRefused(address to, uint256 amountWei);

    /// @notice Vouches with a bond that the model answers `prompt` with `aigcData`.
    function assertAnswer(bytes calldata prompt, bytes calldata aigcData) external payable;

    /// @notice Disputes the answer within the challenge window, with a bond and the answer that is right.
    function challenge(bytes32 promptHash, bytes calldata aigcData) external payable;

    /// @notice Ends a dispute: `aigcData` is the answer; empty: neither party's is, and there is no other. Arbiter only.
    function resolve(bytes32 promptHash, bytes calldata aigcData) external;

    /// @notice Gives the bond of an answer back that nobody disputed.
    function settle(bytes32 promptHash) external;

    /// @notice Ends a dispute that the arbiter left unanswered.
    function expire(bytes32 promptHash) external;

    /// @notice Pays the caller, at `to`, the bonds that are its.
    function withdraw(address to) external returns (uint256 amountWei);

    function assertionOf(bytes32 promptHash) external view returns (Assertion memory);

    function creditOf(address account) external view returns (uint256 amountWei);

    function bond() external view returns (uint256);

    function challengeWindow() external view returns (uint256);

    function resolveWindow() external view returns (uint256);

    function arbiter() external view returns (address);

    function treasury() external view returns (address);
}
