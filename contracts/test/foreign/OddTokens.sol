// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {OraToken} from "./OraToken.sol";
import {ReferenceToken} from "./ReferenceToken.sol";

/// @title Trusts a forwarder, and runs many calls of itself by delegatecall, as OpenZeppelin's Multicall did up to 4.9.3
/// @dev The forwarder appends its signer to the outer call alone; to an inner one the caller may append whom he likes.
contract MulticallToken is ReferenceToken, ERC2771Context {
    constructor(address[] memory holders, uint256[] memory amounts, address forwarder)
        ReferenceToken(holders, amounts, 50)
        ERC2771Context(forwarder)
    {}

    function multicall(bytes[] calldata calls) external returns (bytes[] memory results) {
        results = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool ok, bytes memory result) = address(this).delegatecall(calls[i]);
            require(ok, "multicall failed");
            results[i] = result;
        }
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return ERC2771Context._contextSuffixLength();
    }
}

/// @title As ORA's token, but anybody claims for anybody, and only the owner takes snapshots
contract OwnedToken is OraToken {
    error NotOwner(address caller);

    address public immutable owner = msg.sender;

    constructor(address[] memory holders, uint256[] memory amounts) OraToken(holders, amounts, 50, 0) {}

    function claim(address user) external {
        uint256 amount = claimableRevenue(user, _getCurrentSnapshotId());
        (bool success,) = user.call{value: amount}("");
        require(success, "claim failed");
    }

    function _beforeSnapshot() internal view override {
        if (msg.sender != owner) revert NotOwner(msg.sender);
    }
}
