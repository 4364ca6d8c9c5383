// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC7641} from "../../../src/interfaces/IERC7641.sol";

/// @title Holds the token for its stakers; anybody may make it claim its revenue
contract StakingPool {
    IERC7641 private immutable _token;

    constructor(IERC7641 token) {
        _token = token;
    }

    receive() external payable {}

    function poolRevenueClaim(uint256 snapshotId) external {
        _token.claim(snapshotId);
    }
}
