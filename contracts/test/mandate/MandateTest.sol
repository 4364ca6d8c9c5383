// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ClaimMandate} from "../../src/ClaimMandate.sol";
import {IClaimMandate} from "../../src/interfaces/IClaimMandate.sol";
import {TokenTest} from "../token/TokenTest.sol";

/// @title A holder's account that is delegated to ClaimMandate, and the mandate that it has signed
abstract contract MandateTest is TokenTest {
    ClaimMandate internal delegate;
    ClaimMandate internal account; // alice, through the delegate's eyes
    address internal relayer;
    uint256 internal expiry;

    function setUp() public virtual override {
        super.setUp();
        delegate = new ClaimMandate();
        relayer = makeAddr("relayer");
        expiry = vm.getBlockTimestamp() + 365 days;
        delegateTo(address(delegate), aliceKey);
        account = ClaimMandate(payable(alice));
    }

    function delegateTo(address implementation, uint256 key) internal {
        vm.signAndAttachDelegation(implementation, key);
        vm.prank(relayer);
        (bool success,) = address(0xbeef).call(""); // the transaction that carries the authorization
        assertTrue(success);
    }

    function mandateOf(address holder) internal view returns (IClaimMandate.Mandate memory) {
        return IClaimMandate.Mandate({account: holder, token: address(token), nonce: 7, expiry: expiry});
    }

    function sign(IClaimMandate.Mandate memory mandate, uint256 key) internal view returns (bytes memory) {
        return signature(key, delegate.mandateDigest(mandate));
    }

    function mandateAndSignature() internal view returns (IClaimMandate.Mandate memory mandate, bytes memory signed) {
        mandate = mandateOf(alice);
        signed = sign(mandate, aliceKey);
    }
}
