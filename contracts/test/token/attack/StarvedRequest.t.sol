// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {TokenTest} from "../TokenTest.sol";

/// @notice Anybody may execute a holder's request that he has seen. With too little gas he must not be able to use up its
/// nonce without the holder's being paid: the holder would have to sign again, and again.
contract StarvedRequestTest is TokenTest {
    function test_AStarvedRequestPaysOrKeepsItsNonce() external {
        uint256 id = earnAndSnap(100 ether);
        ERC2771Forwarder.ForwardRequestData[] memory requests = new ERC2771Forwarder.ForwardRequestData[](1);
        requests[0] = signedRequest(aliceKey, abi.encodeCall(token.claim, (id)), 150_000);
        uint256 state = vm.snapshotState();
        uint256 paid = 0;
        uint256 starved = 0;
        for (uint256 gasLimit = 30_000; gasLimit <= 320_000; gasLimit += 1_000) {
            vm.revertToState(state);
            try forwarder.executeBatch{gas: gasLimit}(requests, payable(payer)) {
                assertEq(forwarder.nonces(alice), 1);
                assertEq(alice.balance, 30 ether, "the nonce is used, so alice is paid");
                ++paid;
            } catch {
                assertEq(forwarder.nonces(alice), 0);
                ++starved;
            }
        }
        assertTrue(paid > 0 && starved > 0, "both were tried");
    }
}
