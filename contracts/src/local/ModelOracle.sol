// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IModelOracle} from "../interfaces/IModelOracle.sol";

/// @title A model that earns, for the local stack and the tests: the revenue side of an on-chain AI oracle
/// @dev Not for a public network: anybody registers models and nothing is inferred.
contract ModelOracle is IModelOracle {
    using SafeERC20 for IERC20;

    Model[] private _models;

    modifier known(uint256 modelId) {
        if (modelId >= _models.length) revert ModelOracleUnknownModel(modelId, _models.length);
        _;
    }

    /// @inheritdoc IModelOracle
    function registerModel(address receiver, address token, uint256 fee) external returns (uint256 modelId) {
        modelId = _models.length;
        _models.push(Model(bytes32(modelId), 0, fee, receiver, 100, 0, token, true));
        emit ModelRegistered(modelId, receiver, token, fee);
    }

    /// @inheritdoc IModelOracle
    function requestInference(uint256 modelId, bytes calldata prompt) external payable known(modelId) {
        Model storage model = _models[modelId];
        uint256 feeWei = model.token == address(0) ? model.fee : 0;
        if (msg.value != feeWei) revert ModelOracleWrongFee(msg.value, feeWei);
        model.accumulateRevenue += model.fee;
        emit InferenceRequested(modelId, msg.sender, prompt);
        if (model.token != address(0)) IERC20(model.token).safeTransferFrom(msg.sender, address(this), model.fee);
    }

    /// @inheritdoc IModelOracle
    function claimModelRevenue(uint256 modelId) external known(modelId) {
        Model storage model = _models[modelId];
        (address receiver, address token, uint256 amount) = (model.receiver, model.token, model.accumulateRevenue);
        if (amount == 0) revert ModelOracleNoRevenue(modelId);
        model.accumulateRevenue = 0;
        if (token != address(0)) return IERC20(token).safeTransfer(receiver, amount);
        (bool success,) = receiver.call{value: amount}("");
        if (!success) revert ModelOracleTransferRefused(receiver, amount);
    }

    /// @inheritdoc IModelOracle
    function getModel(uint256 modelId) external view known(modelId) returns (Model memory model) {
        return _models[modelId];
    }
}
