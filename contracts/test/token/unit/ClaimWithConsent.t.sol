// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueShareToken} from "../../../src/RevenueShareToken.sol";
import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";
import {WalletAccount} from "../mocks/Accounts.sol";

contract ClaimWithConsentTest is TokenTest {
    WalletAccount private _wallet;
    uint256 private _id;
    uint256 private _deadline;

    function setUp() public override {
        super.setUp();
        _wallet = new WalletAccount(alice);
        give(address(_wallet), SUPPLY / 10);
        _id = earnAndSnap(100 ether);
        _deadline = vm.getBlockTimestamp() + 1 hours;
    }

    function test_TheDigestIsTheTypedData() external view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Open Model"),
                keccak256("1"),
                block.chainid,
                address(token)
            )
        );
        assertEq(token.DOMAIN_SEPARATOR(), domain);
        bytes32 consent = keccak256(
            abi.encode(
                keccak256("ClaimConsent(address token,address account,uint256[] ids,uint256 nonce,uint256 deadline)"),
                address(token),
                address(_wallet),
                keccak256(abi.encode(uint256(1), uint256(2))),
                uint256(0),
                _deadline
            )
        );
        assertEq(
            token.consentDigest(address(_wallet), two(1, 2), _deadline),
            keccak256(abi.encodePacked(hex"1901", domain, consent))
        );
    }

    function test_RefusesAfterTheDeadline() external {
        bytes memory sig = _sign(aliceKey, address(_wallet), one(_id));
        vm.warp(_deadline + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareConsentExpired.selector, _deadline, _deadline + 1)
        );
        token.claimWithConsent(address(_wallet), one(_id), _deadline, sig);
        vm.warp(_deadline);
        token.claimWithConsent(address(_wallet), one(_id), _deadline, sig);
    }

    function test_RefusesWhatTheAccountHasNotSigned() external {
        (, uint256 otherKey) = makeAddrAndKey("other");
        _expectInvalid(one(_id), _deadline, _sign(otherKey, address(_wallet), one(_id)), 0);
        _expectInvalid(two(_id, 2), _deadline, _sign(aliceKey, address(_wallet), one(_id)), 0);
        _expectInvalid(one(_id), _deadline + 1, _sign(aliceKey, address(_wallet), one(_id)), 0);
        _expectInvalid(one(_id), _deadline, _sign(aliceKey, bob, one(_id)), 0);
        _expectInvalid(one(_id), _deadline, "", 0);
        RevenueShareToken other = deploy(config());
        bytes32 digest = other.consentDigest(address(_wallet), one(_id), _deadline);
        _expectInvalid(one(_id), _deadline, signature(aliceKey, digest), 0);
        assertEq(token.nonces(address(_wallet)), 0);
    }

    function test_KeepsTheNonceWhenNothingIsDue() external {
        bytes memory sig = _sign(aliceKey, address(_wallet), one(7));
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnknownSnapshot.selector, 7, 1));
        token.claimWithConsent(address(_wallet), one(7), _deadline, sig);
        assertEq(token.nonces(address(_wallet)), 0);
    }

    function test_PaysAContractThatConsents() external {
        bytes memory sig = _sign(aliceKey, address(_wallet), one(_id));
        vm.prank(payer);
        token.claimWithConsent(address(_wallet), one(_id), _deadline, sig);
        assertEq(address(_wallet).balance, 6 ether);
        assertEq(token.nonces(address(_wallet)), 1);
    }

    function test_PaysTheRecipientOfAContractThatConsents() external {
        _wallet.run(address(token), abi.encodeCall(token.setRecipient, (carol)));
        token.claimWithConsent(address(_wallet), one(_id), _deadline, _sign(aliceKey, address(_wallet), one(_id)));
        assertEq(carol.balance, 6 ether);
    }

    function test_PaysAKeyThatConsents() external {
        bytes memory sig = _sign(aliceKey, alice, one(_id));
        token.claimWithConsent(alice, one(_id), _deadline, sig);
        assertEq(alice.balance, 24 ether);
    }

    function test_AConsentCountsOnce() external {
        bytes memory sig = _sign(aliceKey, address(_wallet), two(_id, 2));
        token.claimWithConsent(address(_wallet), two(_id, 2), _deadline, sig);
        earn(1 ether);
        vm.warp(_deadline);
        _expectInvalid(two(_id, 2), _deadline, sig, 1);
    }

    function _sign(uint256 key, address account, uint256[] memory ids) private view returns (bytes memory) {
        return signature(key, token.consentDigest(account, ids, _deadline));
    }

    function _expectInvalid(uint256[] memory ids, uint256 deadline, bytes memory sig, uint256 nonce) private {
        // The mock's ECDSA.recover reverts on malformed signatures, which SignatureChecker takes for a no.
        vm.expectRevert(
            abi.encodeWithSelector(IRevenueShareToken.RevShareInvalidConsent.selector, address(_wallet), nonce)
        );
        token.claimWithConsent(address(_wallet), ids, deadline, sig);
    }
}
