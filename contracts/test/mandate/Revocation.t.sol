// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ClaimMandate} from "../../src/ClaimMandate.sol";
import {IClaimMandate} from "../../src/interfaces/IClaimMandate.sol";
import {MandateTest} from "./MandateTest.sol";

contract RevocationTest is MandateTest {
    function test_Revoke_ByTheAccountEndsOneMandateAtOnce() external {
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        uint256 id = earnAndSnap(10 ether);
        vm.expectEmit(alice);
        emit IClaimMandate.MandateRevoked(7);
        vm.prank(alice);
        account.revoke(7);
        assertTrue(account.isRevoked(7));
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateIsRevoked.selector, 7));
        account.claim(m, signed, id);

        m.nonce = 8;
        account.claim(m, sign(m, aliceKey), id);
        assertEq(alice.balance, 3 ether, "another mandate stands");
    }

    function testFuzz_RevokeBelow_EndsAllEarlierMandates(uint256 nonce, uint256 floor) external {
        floor = bound(floor, 1, type(uint256).max);
        vm.expectEmit(alice);
        emit IClaimMandate.MandatesRevokedBelow(floor);
        vm.prank(alice);
        account.revokeBelow(floor);
        assertEq(account.isRevoked(nonce), nonce < floor);
    }

    function test_RevokeBelow_IsNeverTakenBack() external {
        vm.startPrank(alice);
        account.revokeBelow(10);
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateFloorNotRaised.selector, 9, 10));
        account.revokeBelow(9);
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateFloorNotRaised.selector, 10, 10));
        account.revokeBelow(10);
    }

    function test_Revoke_IsTheAccountsAlone() external {
        bytes memory refused = abi.encodeWithSelector(IClaimMandate.MandateNotAccount.selector, bob, alice);
        vm.startPrank(bob);
        vm.expectRevert(refused);
        account.revoke(7);
        vm.expectRevert(refused);
        account.revokeBelow(8);
    }

    function test_RevokeBySignature_NeedsNoGasOfTheHolder() external {
        bytes memory signed = signature(aliceKey, delegate.revocationDigest(alice, 7));
        vm.expectEmit(alice);
        emit IClaimMandate.MandateRevoked(7);
        vm.prank(relayer);
        account.revokeBySignature(7, signed);
        assertTrue(account.isRevoked(7));
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateBadSignature.selector, alice));
        account.revokeBySignature(8, signed);
    }

    function test_Attack_ARevocationOfAnotherAccountIsNone() external {
        (, uint256 bobKey) = makeAddrAndKey("bob");
        bytes memory byBob = signature(bobKey, delegate.revocationDigest(bob, 7));
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateBadSignature.selector, alice));
        account.revokeBySignature(7, byBob);
    }

    function test_RevocationDigest_IsThatOfTheSpelledOutType() external view {
        bytes32 structHash =
            keccak256(abi.encode(keccak256("Revocation(address account,uint256 nonce)"), alice, uint256(7)));
        assertEq(
            delegate.revocationDigest(alice, 7),
            keccak256(abi.encodePacked(hex"1901", delegate.domainSeparator(), structHash))
        );
    }

    function test_RevocationsAreKeptInTheirNamespaceAndOutliveTheDelegation() external {
        vm.prank(alice);
        account.revokeBelow(5);
        bytes32 slot =
            keccak256(abi.encode(uint256(keccak256("imo-relay.storage.ClaimMandate")) - 1)) & ~bytes32(uint256(0xff));
        assertEq(uint256(vm.load(alice, slot)), 5);
        assertEq(uint256(vm.load(alice, 0)), 0, "slot 0 belongs to other delegates");

        delegateTo(address(token), aliceKey); // to something else, and back
        delegateTo(address(delegate), aliceKey);
        assertTrue(account.isRevoked(4));
    }
}
