// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {RevenueShareToken} from "../../../src/RevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";

/// @title Shows what the token takes for sender and data
contract ContextToken is RevenueShareToken {
    constructor(Config memory c) RevenueShareToken(c) {}

    function context() external view returns (address sender, bytes memory payload) {
        return (_msgSender(), _msgData());
    }
}

contract TrustedForwarderTest is TokenTest {
    function test_TheSignerActs() external {
        uint256 first = earnAndSnap(100 ether);
        uint256 second = earnAndSnap(100 ether);
        _forward(abi.encodeCall(token.claim, (first)));
        _forward(abi.encodeCall(token.claimBatch, (two(first, second))));
        assertEq(alice.balance, 60 ether);
        _forward(abi.encodeCall(token.setRecipient, (carol)));
        _forward(abi.encodeCall(token.burn, (SUPPLY / 4)));
        assertEq(carol.balance, 20 ether);
        _forward(abi.encodeCall(token.transfer, (bob, SUPPLY / 8)));
        _forward(abi.encodeCall(token.approve, (bob, 1 ether)));
        assertEq(token.balanceOf(alice), SUPPLY / 8);
        assertEq(token.allowance(alice, bob), 1 ether);
        assertEq(token.nonces(alice), 0, "the forwarder has its own nonces");
    }

    function test_StripsTheSignerFromTheData() external {
        ContextToken shown = new ContextToken(config());
        bytes memory payload = abi.encodeCall(shown.context, ());
        (bool ok, bytes memory answer) = _callAs(address(forwarder), address(shown), abi.encodePacked(payload, alice));
        assertTrue(ok);
        (address sender, bytes memory seen) = abi.decode(answer, (address, bytes));
        assertEq(sender, alice);
        assertEq(seen, payload);
        (, answer) = _callAs(payer, address(shown), abi.encodePacked(payload, alice));
        (sender, seen) = abi.decode(answer, (address, bytes));
        assertEq(sender, payer);
        assertEq(seen, abi.encodePacked(payload, alice));
    }

    function test_ABatchServesTheOtherRequests() external {
        uint256 id = earnAndSnap(100 ether);
        (address dave, uint256 daveKey) = makeAddrAndKey("dave");
        vm.prank(bob);
        token.transfer(dave, 1 ether);
        ERC2771Forwarder.ForwardRequestData[] memory requests = new ERC2771Forwarder.ForwardRequestData[](3);
        bytes memory payload = abi.encodeCall(token.claim, (id));
        requests[0] = signedRequest(daveKey, payload, 150_000);
        requests[1] = signedRequest(aliceKey, payload, 150_000);
        requests[2] = requests[1];
        vm.expectEmit(address(forwarder));
        emit ERC2771Forwarder.ExecutedForwardRequest(dave, 0, false);
        vm.expectEmit(address(forwarder));
        emit ERC2771Forwarder.ExecutedForwardRequest(alice, 0, true);
        forwarder.executeBatch(requests, payable(payer));
        assertEq(alice.balance, 30 ether);
        assertEq(dave.balance, 0);
    }

    function _forward(bytes memory payload) private {
        forwarder.execute(signedRequest(aliceKey, payload, 300_000));
    }

    function _callAs(address caller, address to, bytes memory payload) private returns (bool, bytes memory) {
        vm.prank(caller);
        return to.call(payload);
    }
}
