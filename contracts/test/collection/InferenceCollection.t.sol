// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {InferenceCollection} from "../../src/InferenceCollection.sol";
import {IInferenceCollection} from "../../src/interfaces/IInferenceCollection.sol";
import {CollectionTest} from "./CollectionTest.sol";

contract InferenceCollectionTest is CollectionTest {
    // Construction and ERC-165

    function test_Constructor_KeepsWhatWasSaid() external view {
        assertEq(collection.name(), "Inferences");
        assertEq(collection.symbol(), "INF");
        assertEq(collection.owner(), address(this));
        assertEq(collection.router(), address(router));
        assertEq(collection.verifier(), address(proofs));
        assertEq(collection.mintFee(), FEE);
        assertEq(collection.minCommitAge(), MIN_AGE);
        assertEq(collection.maxCommitAge(), MAX_AGE);
    }

    function test_Constructor_RefusesNoRouterAndNoVerifier() external {
        IInferenceCollection.Config memory c = config();
        c.router = payable(address(0));
        vm.expectRevert(IInferenceCollection.CollectionZeroAddress.selector);
        new InferenceCollection(c);
        c = config();
        c.verifier = address(0);
        vm.expectRevert(IInferenceCollection.CollectionZeroAddress.selector);
        new InferenceCollection(c);
    }

    function test_Constructor_RefusesCommitAgesThatProtectNobody() external {
        IInferenceCollection.Config memory c = config();
        c.minCommitAge = 0;
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionBadCommitAges.selector, 0, MAX_AGE));
        new InferenceCollection(c);
        c = config();
        c.maxCommitAge = MIN_AGE;
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionBadCommitAges.selector, MIN_AGE, MIN_AGE));
        new InferenceCollection(c);
    }

    function test_SupportsInterface_NamesAllItsStandards() external view {
        bytes4[8] memory ids = [
            bytes4(0x702c55a6), // ERC-7007
            0xfa1a557a, // its Enumerable
            0x3f37dce2, // its Updatable
            0x2a55205a, // ERC-2981
            0x80ac58cd, // ERC-721
            0x780e9d63, // its Enumerable
            0x5b5e139f, // its Metadata
            0x01ffc9a7 // ERC-165
        ];
        for (uint256 i = 0; i < ids.length; ++i) {
            assertTrue(collection.supportsInterface(ids[i]));
        }
        assertFalse(collection.supportsInterface(0xffffffff));
    }

    function test_Interface_IsThatOfTheFinalText() external view {
        // Signatures as the ERC writes them; each interface's id is the XOR of its selectors.
        bytes4 add = bytes4(keccak256("addAigcData(uint256,bytes,bytes,bytes)"));
        bytes4 verify = bytes4(keccak256("verify(bytes,bytes,bytes)"));
        assertEq(bytes32(add ^ verify), bytes32(bytes4(0x702c55a6)));
        assertEq(bytes32(add), bytes32(collection.addAigcData.selector));
        assertEq(bytes32(verify), bytes32(collection.verify.selector));
        bytes4 enumerable = bytes4(keccak256("tokenId(bytes)")) ^ bytes4(keccak256("prompt(uint256)"));
        assertEq(bytes32(enumerable), bytes32(bytes4(0xfa1a557a)));
        assertEq(bytes32(enumerable), bytes32(collection.tokenId.selector ^ collection.prompt.selector));
        assertEq(bytes32(bytes4(keccak256("update(bytes,bytes)"))), bytes32(bytes4(0x3f37dce2)));
        assertEq(bytes32(collection.update.selector), bytes32(bytes4(0x3f37dce2)));
    }

    // Reading

    function test_Prompt_RefusesATokenThatDoesNotExist() external {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id));
        collection.prompt(id);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id));
        collection.aigcData(id);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id));
        collection.tokenURI(id);
    }

    function test_TokenUri_IsTheWholeMetadataAndEscapesIt() external {
        bytes memory prompt = 'say "hi"\n';
        uint256 quoted = mint(alice, prompt);
        bytes memory proof = proofs.proofOf(prompt, DATA);
        vm.prank(alice);
        collection.addAigcData(quoted, prompt, DATA, proof);
        string memory json = string.concat(
            '{"name":"Inferences ',
            Strings.toHexString(quoted, 32),
            '","prompt":"say \\"hi\\"\\n","aigc_data":"ipfs://right"}'
        );
        assertEq(
            collection.tokenURI(quoted), string.concat("data:application/json;base64,", Base64.encode(bytes(json)))
        );
    }

    function testFuzz_RoyaltyInfo_NamesTheRouter(uint128 priceWei) external view {
        (address receiver, uint256 royaltyWei) = collection.royaltyInfo(id, priceWei);
        assertEq(receiver, address(router));
        assertEq(royaltyWei, uint256(priceWei) * ROYALTY_BPS / 10_000);
    }

    function test_ARoyaltyInWethReachesTheTokenInEth() external {
        mint(alice, PROMPT);
        (address receiver, uint256 royaltyWei) = collection.royaltyInfo(id, 2 ether);
        vm.startPrank(mallory);
        weth.deposit{value: royaltyWei}();
        weth.transfer(receiver, royaltyWei);
        vm.stopPrank();
        router.flush(address(weth));
        assertEq(address(token).balance, royaltyWei + FEE);
    }

    // The owner's part

    function test_SetVerifier_PutsAnotherInPlace() external {
        vm.expectEmit();
        emit IInferenceCollection.VerifierSet(address(optimistic));
        collection.setVerifier(address(optimistic));
        assertEq(collection.verifier(), address(optimistic));
        vm.expectRevert(IInferenceCollection.CollectionZeroAddress.selector);
        collection.setVerifier(address(0));
    }

    function test_SetMintFee_StopsAMintWithTheOldFee() external {
        commit(alice, alice, PROMPT);
        skip(MIN_AGE);
        vm.expectEmit();
        emit IInferenceCollection.MintFeeSet(5 * FEE);
        collection.setMintFee(5 * FEE);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionWrongFee.selector, FEE, 5 * FEE));
        vm.prank(alice);
        collection.mint{value: FEE}(alice, PROMPT, SALT);
    }

    function test_VerifierAndFeeAreTheOwnersAlone() external {
        bytes memory refused = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, mallory);
        vm.startPrank(mallory);
        vm.expectRevert(refused);
        collection.setVerifier(mallory);
        vm.expectRevert(refused);
        collection.setMintFee(0);
    }
}
