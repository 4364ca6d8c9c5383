// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ClaimMandate} from "../../src/ClaimMandate.sol";
import {IClaimMandate} from "../../src/interfaces/IClaimMandate.sol";
import {IERC7641} from "../../src/interfaces/IERC7641.sol";
import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {Coin} from "../router/Mocks.sol";
import {MandateTest} from "./MandateTest.sol";

/// @dev What a holder could be talked into naming as the token: it uses the call it gets to try for more.
contract MaliciousToken {
    bytes public answer;
    bool public succeeded;

    function aim(bytes calldata answer_) external {
        answer = answer_;
    }

    function claimBatch(uint256[] calldata) external {
        (succeeded,) = msg.sender.call(answer);
    }
}

contract ClaimMandateTest is MandateTest {
    // The EIP-712 digest

    function test_MandateDigest_IsThatOfTheSpelledOutType() external view {
        IClaimMandate.Mandate memory m = mandateOf(alice);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("ClaimMandate"),
                keccak256("1"),
                block.chainid,
                address(delegate)
            )
        );
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Mandate(address account,address token,uint256 nonce,uint256 expiry)"),
                m.account,
                m.token,
                m.nonce,
                m.expiry
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, structHash));
        assertEq(delegate.domainSeparator(), domain);
        assertEq(delegate.mandateDigest(m), digest);
        assertEq(account.mandateDigest(m), digest, "the same at the account: the delegate is the verifying contract");
    }

    function testFuzz_MandateDigest_DiffersInEachFieldAndByChain(address who, address what, uint256 n, uint256 e)
        external
    {
        IClaimMandate.Mandate memory m = mandateOf(alice);
        vm.assume(who != m.account && what != m.token && n != m.nonce && e != m.expiry);
        bytes32 digest = delegate.mandateDigest(m);
        IClaimMandate.Mandate[4] memory others = [
            IClaimMandate.Mandate(who, m.token, m.nonce, m.expiry),
            IClaimMandate.Mandate(m.account, what, m.nonce, m.expiry),
            IClaimMandate.Mandate(m.account, m.token, n, m.expiry),
            IClaimMandate.Mandate(m.account, m.token, m.nonce, e)
        ];
        for (uint256 i = 0; i < 4; ++i) {
            assertNotEq(digest, delegate.mandateDigest(others[i]));
        }
        vm.chainId(99);
        assertNotEq(digest, delegate.mandateDigest(m));
    }

    // Claiming

    function test_Claim_ByAnyonePaysTheAccount() external {
        uint256 id = earnAndSnap(10 ether);
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        vm.expectEmit(alice);
        emit IClaimMandate.MandateUsed(address(token), 7, one(id));
        vm.prank(relayer);
        account.claim(m, signed, id);
        assertEq(alice.balance, 3 ether, "half of 60 %");
        assertEq(relayer.balance, 0);
    }

    function test_ClaimBatch_ClaimsSeveralSnapshotsAgainAndAgain() external {
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        uint256 first = earnAndSnap(10 ether);
        uint256 second = earnAndSnap(20 ether);
        vm.expectEmit(alice);
        emit IClaimMandate.MandateUsed(address(token), 7, two(first, second));
        vm.prank(relayer);
        account.claimBatch(m, signed, two(first, second));
        assertEq(alice.balance, 9 ether);

        uint256 third = earnAndSnap(10 ether);
        vm.prank(relayer);
        account.claimBatch(m, signed, one(third));
        assertEq(alice.balance, 12 ether, "the mandate stands");
    }

    function test_ClaimBatch_PaysTheRecipientThatTheAccountHasSet() external {
        vm.prank(alice);
        token.setRecipient(bob);
        uint256 id = earnAndSnap(10 ether);
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        account.claimBatch(m, signed, one(id));
        assertEq(bob.balance, 3 ether);
    }

    function test_Claim_PassesTheTokensRefusalOn() external {
        uint256 id = earnAndSnap(10 ether);
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        account.claim(m, signed, id);
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareNothingDue.selector, alice, id));
        account.claim(m, signed, id);
    }

    function testFuzz_Claim_HoldsUntilTheExpiryAndNotAtIt(uint64 now_) external {
        uint256 id = earnAndSnap(10 ether);
        IClaimMandate.Mandate memory m = mandateOf(alice);
        m.expiry = vm.getBlockTimestamp() + 30 days;
        bytes memory signed = sign(m, aliceKey);
        now_ = uint64(bound(now_, vm.getBlockTimestamp(), m.expiry + 10 days));
        vm.warp(now_);
        if (now_ >= m.expiry) {
            vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateExpired.selector, m.expiry, now_));
        }
        account.claim(m, signed, id);
    }

    function test_Claim_IsOverAtTheExpiryToTheSecond() external {
        uint256 id = earnAndSnap(10 ether);
        IClaimMandate.Mandate memory m = mandateOf(alice);
        m.expiry = vm.getBlockTimestamp() + 10;
        bytes memory signed = sign(m, aliceKey);
        vm.warp(m.expiry);
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateExpired.selector, m.expiry, m.expiry));
        account.claim(m, signed, id);
        vm.warp(m.expiry - 1);
        account.claim(m, signed, id);
    }

    // Attacks

    function testFuzz_Attack_AMandateThatTheAccountHasNotSignedIsNone(uint256 key) external {
        key = bound(key, 1, type(uint128).max);
        vm.assume(key != aliceKey);
        uint256 id = earnAndSnap(10 ether);
        IClaimMandate.Mandate memory m = mandateOf(alice);
        bytes memory signed = sign(m, key);
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateBadSignature.selector, alice));
        account.claim(m, signed, id);
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateBadSignature.selector, alice));
        account.claimBatch(m, signed, one(id));
    }

    function test_Attack_NoFieldOfASignedMandateCanBeChanged() external {
        uint256 id = earnAndSnap(10 ether);
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        bytes memory bad = abi.encodeWithSelector(IClaimMandate.MandateBadSignature.selector, alice);
        m.token = address(new Coin());
        vm.expectRevert(bad);
        account.claim(m, signed, id);
        m = mandateOf(alice);
        m.expiry += 1;
        vm.expectRevert(bad);
        account.claim(m, signed, id);
        m = mandateOf(alice);
        m.nonce += 1;
        vm.expectRevert(bad);
        account.claim(m, signed, id);
    }

    function test_Attack_AMandateHoldsForItsAccountOnly() external {
        (, uint256 bobKey) = makeAddrAndKey("bob");
        delegateTo(address(delegate), bobKey);
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateWrongAccount.selector, alice, bob));
        ClaimMandate(payable(bob)).claim(m, signed, 1);
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateWrongAccount.selector, alice, address(delegate)));
        delegate.claim(m, signed, 1);
    }

    function test_Attack_ASignatureForAnotherChainOrDelegateIsNone() external {
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        bytes memory bad = abi.encodeWithSelector(IClaimMandate.MandateBadSignature.selector, alice);
        uint256 id = earnAndSnap(10 ether);
        vm.chainId(99);
        vm.expectRevert(bad);
        account.claim(m, signed, id);
        vm.chainId(31337);
        delegateTo(address(new ClaimMandate()), aliceKey);
        vm.expectRevert(bad);
        account.claim(m, signed, id);
    }

    function test_Attack_AMandateMakesTheAccountDoNothingElse() external {
        // The token of the mandate answers the claim by calling back, with whatever might move the account's property.
        MaliciousToken malicious = new MaliciousToken();
        Coin coin = new Coin();
        coin.mint(alice, 100);
        deal(alice, 1 ether);
        IClaimMandate.Mandate memory m = mandateOf(alice);
        m.token = address(malicious);
        bytes memory signed = sign(m, aliceKey);
        bytes[8] memory answers = [
            abi.encodeCall(account.revoke, (8)),
            abi.encodeCall(account.revokeBelow, (100)),
            abi.encodeCall(account.claimForMany, (new IClaimMandate.MandateClaim[](0), 0)),
            abi.encodeCall(coin.transfer, (address(this), 100)),
            abi.encodeWithSignature("execute(address,uint256,bytes)", address(coin), 0, ""),
            abi.encodeWithSignature("multicall(bytes[])", new bytes[](1)),
            abi.encodeWithSignature("upgradeTo(address)", address(this)),
            abi.encodeWithSignature("onFlashLoan(address,address,uint256,uint256,bytes)", alice, coin, 1, 1, "")
        ];
        for (uint256 i = 0; i < answers.length; ++i) {
            malicious.aim(answers[i]);
            account.claimBatch(m, signed, one(1));
            assertFalse(malicious.succeeded(), "the account obeyed");
        }
        assertEq(coin.balanceOf(alice), 100);
        assertEq(alice.balance, 1 ether);
        assertFalse(account.isRevoked(8));
    }

    function test_Attack_TheAccountOnlyEverCallsClaimAndClaimBatch() external {
        uint256 id = earnAndSnap(10 ether);
        uint256 other = earnAndSnap(10 ether);
        (IClaimMandate.Mandate memory m, bytes memory signed) = mandateAndSignature();
        vm.expectCall(address(token), abi.encodeCall(IERC7641.claim, (id)), 1);
        account.claim(m, signed, id);
        vm.expectCall(address(token), abi.encodeCall(IRevenueShareToken.claimBatch, (one(other))), 1);
        account.claimBatch(m, signed, one(other));
    }
}
