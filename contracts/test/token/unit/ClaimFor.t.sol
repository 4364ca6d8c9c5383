// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {TokenTest} from "../TokenTest.sol";
import {WalletAccount} from "../mocks/Accounts.sol";

contract ClaimForTest is TokenTest {
    WalletAccount private _wallet;

    function setUp() public override {
        super.setUp();
        _wallet = new WalletAccount(alice);
        give(address(_wallet), SUPPLY / 10);
    }

    function test_RefusesAContractWithoutARecipient() external {
        uint256 id = earnAndSnap(100 ether);
        assertFalse(token.canClaimFor(address(_wallet)));
        _expectRecipientRequired(address(_wallet), id);
        assertEq(token.claimableRevenue(address(_wallet), id), 6 ether);
    }

    function test_RefusesWhatOnlyLooksLikeADesignator() external {
        uint256 id = earnAndSnap(100 ether);
        vm.etch(bob, abi.encodePacked(hex"600100", address(_wallet)));
        assertEq(bob.code.length, 23);
        _expectRecipientRequired(bob, id);
        vm.etch(bob, abi.encodePacked(hex"fe0100", address(_wallet), hex"00"));
        _expectRecipientRequired(bob, id);
    }

    function test_GivesTheReasonWhenNothingIsPaid() external {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareUnknownSnapshot.selector, 1, 0));
        token.claimFor(alice, one(1));
    }

    function test_PaysAnAccountWithoutCodeWhoeverCalls() external {
        uint256 id = earnAndSnap(100 ether);
        assertTrue(token.canClaimFor(bob));
        vm.prank(payer);
        token.claimFor(bob, one(id));
        assertEq(bob.balance, 18 ether);
        assertEq(payer.balance, 0);
    }

    function test_PaysADelegatedAccount() external {
        uint256 id = earnAndSnap(100 ether);
        vm.signAndAttachDelegation(address(_wallet), aliceKey);
        token.claimFor(alice, one(id));
        assertEq(alice.balance, 24 ether);
        assertEq(alice.code.length, 23, "delegated it is");
        assertTrue(token.canClaimFor(alice));
    }

    function test_PaysTheRecipientOfAContract() external {
        uint256 id = earnAndSnap(100 ether);
        _wallet.run(address(token), abi.encodeCall(token.setRecipient, (carol)));
        assertTrue(token.canClaimFor(address(_wallet)));
        token.claimFor(address(_wallet), one(id));
        assertEq(carol.balance, 6 ether);
        assertEq(address(_wallet).balance, 0);
    }

    function test_PaysAContractThatHasNamedItself() external {
        uint256 id = earnAndSnap(100 ether);
        _wallet.run(address(token), abi.encodeCall(token.setRecipient, (address(_wallet))));
        token.claimFor(address(_wallet), one(id));
        assertEq(address(_wallet).balance, 6 ether);
    }

    function _expectRecipientRequired(address account, uint256 id) private {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShareToken.RevShareRecipientRequired.selector, account));
        token.claimFor(account, one(id));
    }
}
