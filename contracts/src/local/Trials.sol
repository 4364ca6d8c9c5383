// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Tries calls one after the other, as a batch would make them, and says how each ended
/// @dev Never deployed: an eth_call puts this code at an address of its own for that call alone (state override), so that
/// a whole batch is simulated by one request instead of one for each claim. What a call returns is cut short, so that
/// none can make the others run out of gas.
contract Trials {
    struct Trial {
        address to;
        uint256 gasGiven;
        bytes data;
    }

    struct Result {
        bool ok;
        bytes returned;
    }

    uint256 private constant MAX_RETURNED = 256;

    error TrialsGasTooLow(uint256 gasLeft, uint256 gasNeeded);

    function run(Trial[] calldata trials) external returns (Result[] memory results) {
        results = new Result[](trials.length);
        for (uint256 i = 0; i < trials.length; ++i) {
            uint256 gasNeeded = trials[i].gasGiven + trials[i].gasGiven / 63 + 10_000;
            if (gasleft() < gasNeeded) revert TrialsGasTooLow(gasleft(), gasNeeded);
            results[i] = _try(trials[i].to, trials[i].gasGiven, trials[i].data);
        }
    }

    function _try(address to, uint256 gasGiven, bytes memory data) private returns (Result memory result) {
        bytes memory returned = new bytes(MAX_RETURNED);
        bool ok;
        assembly ("memory-safe") {
            ok := call(gasGiven, to, 0, add(data, 0x20), mload(data), 0, 0)
            let size := returndatasize()
            if gt(size, MAX_RETURNED) { size := MAX_RETURNED }
            returndatacopy(add(returned, 0x20), 0, size)
            mstore(returned, size)
        }
        result = Result(ok, returned);
    }
}
