// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title What imo-relay needs to know of an on-chain AI oracle that pays a model's team
/// @dev `Model` has the word order in which the deployed oracles answer `getModel`, so one ABI reads both.
interface IModelOracle {
    struct Model {
        bytes32 modelHash;
        bytes32 programHash;
        uint256 fee;
        address receiver;
        uint256 receiverPercentage;
        uint256 accumulateRevenue;
        address token; // what the fee is paid in; address(0): ETH
        bool unverifiable;
    }

    event ModelRegistered(uint256 indexed modelId, address indexed receiver, address indexed token, uint256 fee);
    event InferenceRequested(uint256 indexed modelId, address indexed requester, bytes prompt);

    error ModelOracleUnknownModel(uint256 modelId, uint256 modelCount);
    error ModelOracleWrongFee(uint256 paid, uint256 fee);
    error ModelOracleNoRevenue(uint256 modelId);
    error ModelOracleTransferRefused(address receiver, uint256 amount);

    /// @notice Makes a model known whose uses cost `fee` of `token` each, all of it for `receiver`.
    function registerModel(address receiver, address token, uint256 fee) external returns (uint256 modelId);

    /// @notice Pays for one use of the model; an ERC-20 fee is pulled from the caller and needs its approval.
    function requestInference(uint256 modelId, bytes calldata prompt) external payable;

    /// @notice Pushes what the model has earned to its receiver. Anyone may call; emits nothing, pays the caller nothing.
    function claimModelRevenue(uint256 modelId) external;

    /// @return model all that is known of `modelId`, with what `claimModelRevenue` would push now
    function getModel(uint256 modelId) external view returns (Model memory model);
}
