// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Tells accounts that a key controls from contracts
library AccountKind {
    /// @dev EIP-7702: 0xef0100 and the delegate's address.
    uint256 private constant DESIGNATOR_LENGTH = 23;
    bytes3 private constant DESIGNATOR_PREFIX = 0xef0100;

    /// @return whether `account` has no code, or the EIP-7702 designator of a key's account
    function isKeyed(address account) internal view returns (bool) {
        uint256 length = account.code.length;
        return length == 0 || (length == DESIGNATOR_LENGTH && bytes3(account.code) == DESIGNATOR_PREFIX);
    }
}
