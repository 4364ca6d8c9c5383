// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/interfaces/IERC1155Receiver.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ClaimMandate} from "../../src/ClaimMandate.sol";
import {IClaimMandate} from "../../src/interfaces/IClaimMandate.sol";
import {MandateTest} from "./MandateTest.sol";

contract Art is ERC721("Art", "ART") {
    function mint(address to, uint256 id) external {
        _safeMint(to, id);
    }
}

contract Items is ERC1155("") {
    function mint(address to) external {
        _mint(to, 1, 1, "");
        _mintBatch(to, _two(2, 3), _two(1, 1), "");
    }

    function _two(uint256 a, uint256 b) private pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (a, b);
    }
}

contract AccountTest is MandateTest {
    function test_TheAccountCarriesTheDesignatorOfTheDelegate() external view {
        assertEq(alice.code, abi.encodePacked(hex"ef0100", address(delegate)));
    }

    function test_AnEtchedDesignatorBehavesLikeASignedOne() external {
        vm.etch(bob, abi.encodePacked(hex"ef0100", address(delegate)));
        assertEq(ClaimMandate(payable(bob)).isValidSignature(0, ""), bytes4(0xffffffff));
    }

    function test_Receive_TakesEthEvenByTransfer() external {
        deal(payer, 2 ether);
        vm.startPrank(payer);
        payable(alice).transfer(1 ether);
        (bool success,) = alice.call{value: 1 ether}("");
        assertTrue(success);
        assertEq(alice.balance, 2 ether);
    }

    function test_Receive_TheDelegateItselfTakesNone() external {
        deal(payer, 1 ether);
        vm.prank(payer);
        (bool success, bytes memory reason) = address(delegate).call{value: 1 ether}("");
        assertFalse(success);
        assertEq(reason, abi.encodeWithSelector(IClaimMandate.MandateNotDelegated.selector, address(delegate)));
    }

    function test_TheAccountTakesNfts() external {
        Art art = new Art();
        art.mint(alice, 1);
        assertEq(art.ownerOf(1), alice);
        Items items = new Items();
        items.mint(alice);
        assertEq(items.balanceOf(alice, 1) + items.balanceOf(alice, 2) + items.balanceOf(alice, 3), 3);
    }

    function test_TheAccountStillTransfersWhatIsIts() external {
        vm.prank(alice, alice);
        token.transfer(bob, 1 ether);
        assertEq(token.balanceOf(bob), SUPPLY * 3 / 10 + 1 ether);
    }

    function test_SupportsInterface_NamesWhatTheAccountDoes() external view {
        assertTrue(account.supportsInterface(type(IClaimMandate).interfaceId));
        assertTrue(account.supportsInterface(type(IERC1271).interfaceId));
        assertTrue(account.supportsInterface(type(IERC721Receiver).interfaceId));
        assertTrue(account.supportsInterface(type(IERC1155Receiver).interfaceId));
        assertTrue(account.supportsInterface(0x01ffc9a7));
        assertFalse(account.supportsInterface(0xffffffff));
    }

    function testFuzz_IsValidSignature_HoldsForTheAccountsKeyAlone(bytes32 hash, uint256 otherKey) external view {
        otherKey = bound(otherKey, 1, type(uint128).max);
        vm.assume(otherKey != aliceKey);
        assertEq(account.isValidSignature(hash, signature(aliceKey, hash)), IERC1271.isValidSignature.selector);
        assertEq(account.isValidSignature(hash, signature(otherKey, hash)), bytes4(0xffffffff));
        assertEq(account.isValidSignature(hash, "short"), bytes4(0xffffffff));
        assertTrue(SignatureChecker.isValidSignatureNow(alice, hash, signature(aliceKey, hash)));
    }

    function test_ThePermitOfADelegatedAccountStillHolds() external {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                alice,
                bob,
                5 ether,
                0,
                expiry
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(aliceKey, digest);
        token.permit(alice, bob, 5 ether, expiry, v, r, s);
        assertEq(token.allowance(alice, bob), 5 ether);
    }
}
