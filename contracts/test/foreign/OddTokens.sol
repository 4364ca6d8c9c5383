// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {OraToken} from "./OraToken.sol";
import {ReferenceToken} from "./ReferenceToken.sol";

/// @title Trusts a forwarder, and runs many calls of itself by delegatecall, in which the appended sender is lost
contract MulticallToken is ReferenceToken {
    address public immutable trustedForwarder;

    constructor(address[] memory holders, uint256[] memory amounts, address forwarder)
        ReferenceToken(holders, amounts, 50)
    {
        trustedForwarder = forwarder;
    }

    function isTrustedForwarder(address forwarder) external view returns (bool) {
        return forwarder == trustedForwarder;
    }

    function multicall(bytes[] calldata calls) external returns (bytes[] memory results) {
        results = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool ok, bytes memory result) = address(this).delegatecall(calls[i]);
            require(ok, "multicall failed");
            results[i] = result;
        }
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
