// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ClaimMandate} from "../../src/ClaimMandate.sol";
import {IClaimMandate} from "../../src/interfaces/IClaimMandate.sol";
import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {MandateTest} from "./MandateTest.sol";

/// @dev A token that a holder names to harm the batch that claims for it.
contract GasHungryToken {
    function claimBatch(uint256[] calldata) external pure {
        while (true) {}
    }
}

/// @dev No holder's account: it would like to be called by the delegate.
contract Impostor {
    bool public wasCalled;

    fallback() external {
        wasCalled = true;
    }
}

contract ClaimForManyTest is MandateTest {
    uint256 private constant GAS_EACH = 200_000;
    uint256 private constant HOLDERS = 40;

    address[] private holders;
    uint256[] private keys;

    function setUp() public override {
        for (uint256 i = 0; i < HOLDERS; ++i) {
            (address holder, uint256 key) = makeAddrAndKey(string(abi.encodePacked("holder", uint8(i))));
            holders.push(holder);
            keys.push(key);
        }
        super.setUp();
        for (uint256 i = 0; i < HOLDERS; ++i) {
            delegateTo(address(delegate), keys[i]);
        }
    }

    function config() internal view override returns (IRevenueShareToken.Config memory c) {
        c = super.config();
        c.holders = holders;
        c.amounts = new uint256[](HOLDERS);
        for (uint256 i = 0; i < HOLDERS; ++i) {
            c.amounts[i] = SUPPLY / HOLDERS;
        }
    }

    function _claims(uint256 id) private view returns (IClaimMandate.MandateClaim[] memory claims) {
        claims = new IClaimMandate.MandateClaim[](HOLDERS);
        for (uint256 i = 0; i < HOLDERS; ++i) {
            IClaimMandate.Mandate memory m = mandateOf(holders[i]);
            claims[i] = IClaimMandate.MandateClaim(m, sign(m, keys[i]), one(id));
        }
    }

    function test_ClaimForMany_PaysFortyHoldersInOneTransaction() external {
        uint256 id = earnAndSnap(40 ether);
        IClaimMandate.MandateClaim[] memory claims = _claims(id);
        vm.prank(relayer);
        uint256 done = delegate.claimForMany(claims, GAS_EACH);
        assertEq(done, HOLDERS);
        for (uint256 i = 0; i < HOLDERS; ++i) {
            assertEq(holders[i].balance, 0.6 ether);
        }
    }

    function test_ClaimForMany_SkipsWhatFailsAndPaysTheOthers() external {
        uint256 id = earnAndSnap(40 ether);
        IClaimMandate.MandateClaim[] memory claims = _claims(id);
        claims[0].signature = claims[1].signature; // not signed by the account
        ClaimMandate(payable(holders[2])).claimBatch(claims[2].mandate, claims[2].signature, one(id)); // front-run
        vm.prank(holders[3]);
        ClaimMandate(payable(holders[3])).revoke(7);
        claims[4].mandate.account = bob; // no delegation
        claims[5].mandate.token = address(new GasHungryToken());
        claims[5].signature = sign(claims[5].mandate, keys[5]);

        vm.expectEmit(address(delegate));
        emit IClaimMandate.MandateSkipped(holders[0], address(token), 7);
        vm.expectEmit(address(delegate));
        emit IClaimMandate.MandateSkipped(holders[2], address(token), 7);
        uint256 gasBefore = gasleft();
        assertEq(delegate.claimForMany(claims, GAS_EACH), HOLDERS - 5);
        assertLt(gasBefore - gasleft(), HOLDERS * GAS_EACH, "a poisoned claim costs its own gas only");
        assertEq(holders[0].balance, 0);
        assertEq(holders[2].balance, 0.6 ether, "once");
        assertEq(holders[5].balance, 0);
        assertEq(holders[39].balance, 0.6 ether);
    }

    function test_Attack_TheDelegateCallsOnlyAccountsThatAreDelegatedToIt() external {
        Impostor impostor = new Impostor();
        (address dave, uint256 daveKey) = makeAddrAndKey("dave");
        delegateTo(address(impostor), daveKey); // delegated, but to something else
        IClaimMandate.MandateClaim[] memory claims = new IClaimMandate.MandateClaim[](2);
        claims[0].mandate = mandateOf(address(impostor));
        claims[1].mandate = mandateOf(dave);
        assertEq(delegate.claimForMany(claims, GAS_EACH), 0);
        assertFalse(impostor.wasCalled());
        assertFalse(Impostor(payable(dave)).wasCalled());
    }

    function test_Attack_AnAccountCannotBeMadeToCallOthers() external {
        IClaimMandate.MandateClaim[] memory claims = _claims(1);
        vm.expectRevert(abi.encodeWithSelector(IClaimMandate.MandateOnlyAtDelegate.selector, address(delegate)));
        ClaimMandate(payable(holders[0])).claimForMany(claims, GAS_EACH);
    }

    function test_ClaimForMany_RefusesToStarveAClaim() external {
        uint256 id = earnAndSnap(40 ether);
        IClaimMandate.MandateClaim[] memory claims = _claims(id);
        vm.expectPartialRevert(IClaimMandate.MandateGasTooLow.selector);
        delegate.claimForMany{gas: 1_500_000}(claims, GAS_EACH);
        assertEq(holders[0].balance, 0);
    }
}
