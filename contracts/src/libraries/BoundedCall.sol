// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Calls with a fixed amount of gas whose answer can't hurt the caller
/// @dev At most one word of the answer is copied. When the promised gas isn't there the call runs out: whoever sends the
/// transaction can't make a payment fail by starving it.
library BoundedCall {
    /// @dev What CALL itself costs at most: cold account 2,600, value 9,000, new account 25,000; rounded up.
    uint256 internal constant CALL_COST = 40_000;

    /// @notice Sends `amountWei`; false when `to` refuses
    function sendEth(address to, uint256 amountWei, uint256 gasToGive) internal returns (bool ok) {
        _requireGas(gasToGive);
        assembly ("memory-safe") {
            ok := call(gasToGive, to, amountWei, 0, 0, 0, 0)
        }
    }

    /// @notice ERC-20 transfer; false when it reverts or answers anything but true or nothing
    function transfer(address asset, address to, uint256 amount, uint256 gasToGive) internal returns (bool ok) {
        bytes memory payload = abi.encodeCall(IERC20.transfer, (to, amount));
        uint256 size;
        uint256 answer;
        _requireGas(gasToGive);
        assembly ("memory-safe") {
            ok := call(gasToGive, asset, 0, add(payload, 0x20), mload(payload), 0, 0x20)
            size := returndatasize()
            answer := mload(0)
        }
        if (!ok) return false;
        return size == 0 ? asset.code.length != 0 : size >= 32 && answer == 1;
    }

    /// @notice The ERC-20 balance of `account`; 0 when the asset doesn't say
    function balanceOf(address asset, address account, uint256 gasToGive) internal view returns (uint256 held) {
        bytes memory payload = abi.encodeCall(IERC20.balanceOf, (account));
        bool ok;
        _requireGas(gasToGive);
        assembly ("memory-safe") {
            ok := staticcall(gasToGive, asset, add(payload, 0x20), mload(payload), 0, 0x20)
            if and(ok, gt(returndatasize(), 0x1f)) { held := mload(0) }
        }
    }

    /// @dev A call gets at most 63/64 of what is left after its own cost (EIP-150): 1/62 more is enough and then some.
    /// Too little ends as running out of gas does, with nothing handed back: that is how ERC2771Forwarder tells a request
    /// that was starved, and reverts whole, from one that failed, whose nonce it would use up.
    function _requireGas(uint256 gasToGive) private view {
        unchecked {
            if (gasleft() < gasToGive + gasToGive / 62 + CALL_COST) {
                assembly ("memory-safe") {
                    invalid()
                }
            }
        }
    }
}
