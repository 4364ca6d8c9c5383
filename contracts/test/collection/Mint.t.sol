// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {InferenceCollection} from "../../src/InferenceCollection.sol";
import {IInferenceCollection} from "../../src/interfaces/IInferenceCollection.sol";
import {IRevenueRouter} from "../../src/interfaces/IRevenueRouter.sol";
import {CollectionTest} from "./CollectionTest.sol";

contract GreedyMinter is IERC721Receiver {
    InferenceCollection private immutable collection;
    bytes32 private constant SALT = "salt";
    bool public succeeded;

    constructor(InferenceCollection collection_) {
        collection = collection_;
    }

    receive() external payable {}

    function commit(bytes calldata prompt) external {
        collection.commit(collection.commitmentOf(address(this), address(this), prompt, SALT));
    }

    function mint(bytes calldata prompt) external {
        collection.mint{value: collection.mintFee()}(address(this), prompt, SALT);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        try collection.mint{value: collection.mintFee()}(address(this), "second", SALT) {
            succeeded = true;
        } catch {}
        return this.onERC721Received.selector;
    }
}

contract MintTest is CollectionTest {
    // Commit

    function test_Commit_StartsTheClock() external {
        bytes32 commitment = collection.commitmentOf(alice, alice, PROMPT, SALT);
        vm.expectEmit();
        emit IInferenceCollection.Committed(alice, commitment, block.timestamp + MIN_AGE, block.timestamp + MAX_AGE);
        vm.prank(alice);
        collection.commit(commitment);
        assertEq(collection.committedAt(commitment), block.timestamp);
    }

    function test_Attack_NobodySetsTheClockOfACommitmentBack() external {
        bytes32 commitment = commit(alice, alice, PROMPT);
        uint256 expiresAt = block.timestamp + MAX_AGE;
        skip(MIN_AGE - 1);
        bytes memory refused =
            abi.encodeWithSelector(IInferenceCollection.CollectionAlreadyCommitted.selector, commitment, expiresAt);
        vm.expectRevert(refused);
        vm.prank(mallory);
        collection.commit(commitment);
        vm.warp(expiresAt);
        vm.expectRevert(refused);
        vm.prank(mallory);
        collection.commit(commitment);
    }

    function test_Commit_MayBeRepeatedWhenItHasExpired() external {
        bytes32 commitment = commit(alice, alice, PROMPT);
        skip(MAX_AGE + 1);
        vm.prank(alice);
        collection.commit(commitment);
        assertEq(collection.committedAt(commitment), block.timestamp);
    }

    // Mint

    function test_Mint_GivesTheTokenAndTheFeeToTheRouterUnderItsLabel() external {
        bytes32 commitment = commit(alice, mallory, PROMPT);
        skip(MIN_AGE);
        vm.expectEmit();
        emit IInferenceCollection.InferenceMinted(id, alice, mallory, PROMPT, FEE);
        vm.expectEmit();
        emit IRevenueRouter.RevenueReceived(address(0), "mint", address(collection), FEE);
        vm.prank(alice);
        uint256 minted = collection.mint{value: FEE}(mallory, PROMPT, SALT);

        assertEq(minted, id);
        assertEq(collection.ownerOf(id), mallory);
        assertEq(collection.prompt(id), string(PROMPT));
        assertEq(collection.tokenByIndex(0), id);
        assertEq(collection.committedAt(commitment), 0, "the commitment is used up");
        assertEq(router.flushable(address(0)), FEE);
        assertEq(address(collection).balance, 0);
    }

    function test_Mint_WithoutAFee() external {
        collection.setMintFee(0);
        commit(alice, alice, PROMPT);
        skip(MIN_AGE);
        vm.prank(alice);
        collection.mint(alice, PROMPT, SALT);
        assertEq(collection.ownerOf(id), alice);
    }

    function testFuzz_Mint_TakesThePromptsHashAsId(bytes memory prompt) external {
        vm.assume(prompt.length != 0);
        assertEq(mint(alice, prompt), uint256(keccak256(prompt)));
        assertEq(collection.tokenId(prompt), uint256(keccak256(prompt)));
        assertEq(bytes(collection.prompt(collection.tokenId(prompt))), prompt);
    }

    function test_Mint_RefusesWithoutACommitment() external {
        bytes32 commitment = collection.commitmentOf(alice, alice, PROMPT, SALT);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNotCommitted.selector, commitment));
        vm.prank(alice);
        collection.mint{value: FEE}(alice, PROMPT, SALT);
    }

    function testFuzz_Mint_WantsTheCommitmentNeitherTooNewNorTooOld(uint32 age) external {
        age = uint32(bound(age, 0, 2 * MAX_AGE));
        commit(alice, alice, PROMPT);
        uint256 start = vm.getBlockTimestamp();
        vm.warp(start + age);
        if (age < MIN_AGE) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IInferenceCollection.CollectionCommitmentTooNew.selector, start + MIN_AGE, start + age
                )
            );
        } else if (age > MAX_AGE) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IInferenceCollection.CollectionCommitmentExpired.selector, start + MAX_AGE, start + age
                )
            );
        }
        vm.prank(alice);
        collection.mint{value: FEE}(alice, PROMPT, SALT);
    }

    function test_Mint_HoldsAtBothEndsOfTheWindow() external {
        uint64[4] memory ages = [MIN_AGE - 1, MIN_AGE, MAX_AGE, MAX_AGE + 1];
        bool[4] memory allowed = [false, true, true, false];
        uint256 state = vm.snapshotState();
        for (uint256 i = 0; i < 4; ++i) {
            commit(alice, alice, PROMPT);
            skip(ages[i]);
            vm.prank(alice);
            (bool success,) =
                address(collection).call{value: FEE}(abi.encodeCall(collection.mint, (alice, PROMPT, SALT)));
            assertEq(success, allowed[i]);
            vm.revertToState(state);
            state = vm.snapshotState();
        }
    }

    function test_Mint_RefusesAnyOtherFee() external {
        commit(alice, alice, PROMPT);
        skip(MIN_AGE);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionWrongFee.selector, FEE - 1, FEE));
        collection.mint{value: FEE - 1}(alice, PROMPT, SALT);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionWrongFee.selector, FEE + 1, FEE));
        collection.mint{value: FEE + 1}(alice, PROMPT, SALT);
    }

    function test_Mint_RefusesAnEmptyPrompt() external {
        commit(alice, alice, "");
        skip(MIN_AGE);
        vm.expectRevert(IInferenceCollection.CollectionEmptyPrompt.selector);
        vm.prank(alice);
        collection.mint{value: FEE}(alice, "", SALT);
    }

    function test_Mint_RefusesAPromptThatIsTaken() external {
        mint(alice, PROMPT);
        commit(mallory, mallory, PROMPT);
        skip(MIN_AGE);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidSender.selector, address(0)));
        vm.prank(mallory);
        collection.mint{value: FEE}(mallory, PROMPT, SALT);
    }

    function test_Attack_AFrontRunnerWhoSeesTheMintComesTooLate() external {
        commit(alice, alice, PROMPT);
        skip(MIN_AGE);
        // Mallory sees alice's mint in the mempool, and gets all she wants in before it.
        commit(mallory, mallory, PROMPT);
        vm.expectPartialRevert(IInferenceCollection.CollectionCommitmentTooNew.selector);
        vm.prank(mallory);
        collection.mint{value: FEE}(mallory, PROMPT, SALT);

        vm.prank(alice);
        collection.mint{value: FEE}(alice, PROMPT, SALT);
        assertEq(collection.ownerOf(id), alice);
    }

    function test_Attack_ACopiedCommitmentIsOfNoUseToTheCopyist() external {
        bytes32 commitment = collection.commitmentOf(alice, alice, PROMPT, SALT);
        vm.prank(mallory);
        collection.commit(commitment); // even before alice does
        skip(MIN_AGE);
        vm.expectPartialRevert(IInferenceCollection.CollectionNotCommitted.selector);
        vm.prank(mallory);
        collection.mint{value: FEE}(mallory, PROMPT, SALT);
        vm.expectPartialRevert(IInferenceCollection.CollectionNotCommitted.selector);
        vm.prank(mallory);
        collection.mint{value: FEE}(alice, PROMPT, SALT);

        vm.prank(alice);
        collection.mint{value: FEE}(alice, PROMPT, SALT);
        assertEq(collection.ownerOf(id), alice);
    }

    function test_Attack_NobodyRedirectsAMint() external {
        commit(alice, alice, PROMPT);
        skip(MIN_AGE);
        vm.expectPartialRevert(IInferenceCollection.CollectionNotCommitted.selector);
        vm.prank(alice);
        collection.mint{value: FEE}(mallory, PROMPT, SALT);
    }

    function test_CommitmentOf_DiffersByChainAndCollection() external {
        bytes32 here = collection.commitmentOf(alice, alice, PROMPT, SALT);
        assertNotEq(here, new InferenceCollection(config()).commitmentOf(alice, alice, PROMPT, SALT));
        vm.chainId(99);
        assertNotEq(here, collection.commitmentOf(alice, alice, PROMPT, SALT));
    }

    function test_Attack_AMinterCannotReenter() external {
        GreedyMinter greedy = new GreedyMinter(collection);
        deal(address(greedy), 1 ether);
        greedy.commit("first");
        greedy.commit("second");
        skip(MIN_AGE);
        greedy.mint("first");
        assertFalse(greedy.succeeded(), "re-entered");
        assertEq(collection.balanceOf(address(greedy)), 1);
        assertEq(router.flushable(address(0)), FEE);
    }

    function test_Mint_RefusesAContractThatTakesNoTokens() external {
        commit(alice, address(token), PROMPT);
        skip(MIN_AGE);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(token)));
        vm.prank(alice);
        collection.mint{value: FEE}(address(token), PROMPT, SALT);
    }
}
