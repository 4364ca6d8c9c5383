// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IInferenceCollection} from "../../src/interfaces/IInferenceCollection.sol";
import {Vm} from "../base/Vm.sol";
import {CollectionTest} from "./CollectionTest.sol";

contract AigcDataTest is CollectionTest {
    /// @dev As the ERC has it, written out: id, prompt and data are indexed, the last two as their hashes.
    function _expectOneLog(string memory signature, bytes memory unindexed) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics.length, 4);
        assertEq(logs[0].topics[0], keccak256(bytes(signature)));
        assertEq(logs[0].topics[1], bytes32(id));
        assertEq(logs[0].topics[2], keccak256(PROMPT));
        assertEq(logs[0].topics[3], keccak256(DATA));
        assertEq(logs[0].data, unindexed);
    }

    // AIGC data, proven

    function test_AddAigcData_KeepsWhatIsProven() external {
        mint(alice, PROMPT);
        bytes memory proof = proofs.proofOf(PROMPT, DATA);
        vm.recordLogs();
        vm.prank(alice);
        collection.addAigcData(id, PROMPT, DATA, proof);
        _expectOneLog("AigcData(uint256,bytes,bytes,bytes)", abi.encode(proof));
        assertEq(collection.aigcData(id), DATA);
        assertTrue(collection.verify(PROMPT, DATA, proof));
    }

    function test_AddAigcData_TakesItFromAnOperator() external {
        mint(alice, PROMPT);
        vm.prank(alice);
        collection.setApprovalForAll(mallory, true);
        bytes memory proof = proofs.proofOf(PROMPT, DATA);
        vm.prank(mallory);
        collection.addAigcData(id, PROMPT, DATA, proof);
        assertEq(collection.aigcData(id), DATA);
    }

    function test_AddAigcData_RefusesAStranger() external {
        mint(alice, PROMPT);
        bytes memory proof = proofs.proofOf(PROMPT, DATA);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNotHolder.selector, mallory, id));
        vm.prank(mallory);
        collection.addAigcData(id, PROMPT, DATA, proof);
    }

    function test_AddAigcData_RefusesATokenThatDoesNotExist() external {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id));
        collection.addAigcData(id, PROMPT, DATA, "");
    }

    function test_AddAigcData_RefusesAnotherPrompt() external {
        mint(alice, PROMPT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceCollection.CollectionPromptMismatch.selector, id, collection.tokenId("other")
            )
        );
        vm.prank(alice);
        collection.addAigcData(id, "other", DATA, "");
    }

    function test_AddAigcData_RefusesABadProof() external {
        mint(alice, PROMPT);
        bytes memory proof = proofs.proofOf(PROMPT, DATA);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNotVerified.selector, id));
        vm.prank(alice);
        collection.addAigcData(id, PROMPT, WRONG, proof);
    }

    function test_AddAigcData_RefusesNoDataAndASecondTime() external {
        mint(alice, PROMPT);
        vm.startPrank(alice);
        bytes memory empty = proofs.proofOf(PROMPT, "");
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNoData.selector, id));
        collection.addAigcData(id, PROMPT, "", empty);
        bytes memory proof = proofs.proofOf(PROMPT, DATA);
        collection.addAigcData(id, PROMPT, DATA, proof);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionDataAlreadyAdded.selector, id));
        collection.addAigcData(id, PROMPT, DATA, proof);
    }

    // With the optimistic verifier: the whole story of one answer

    function test_Optimistic_PendingDataIsShownButNotVerifiedUntilTheWindowIsOver() external {
        collection.setVerifier(address(optimistic));
        mint(alice, PROMPT);
        vm.startPrank(alice);
        optimistic.assertAnswer{value: BOND}(PROMPT, DATA);
        collection.addAigcData(id, PROMPT, DATA, "");
        vm.stopPrank();
        assertEq(collection.aigcData(id), DATA);
        assertFalse(collection.verify(PROMPT, DATA, ""), "still open to challenge");
        skip(CHALLENGE_WINDOW);
        assertTrue(collection.verify(PROMPT, DATA, ""));
    }

    function test_Optimistic_RefusesDataThatNobodyVouchesFor() external {
        collection.setVerifier(address(optimistic));
        mint(alice, PROMPT);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNotVerified.selector, id));
        vm.prank(alice);
        collection.addAigcData(id, PROMPT, DATA, "");
    }

    function test_Optimistic_AWrongAnswerIsPutRightByAnyone() external {
        collection.setVerifier(address(optimistic));
        mint(mallory, PROMPT);
        vm.startPrank(mallory);
        optimistic.assertAnswer{value: BOND}(PROMPT, WRONG);
        collection.addAigcData(id, PROMPT, WRONG, "");
        vm.stopPrank();
        vm.prank(alice);
        optimistic.challenge{value: BOND}(bytes32(id), DATA);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNotVerified.selector, id));
        collection.update(PROMPT, DATA);
        vm.prank(arbiter);
        optimistic.resolve(bytes32(id), DATA);

        assertFalse(collection.verify(PROMPT, WRONG, ""));
        assertFalse(collection.verify(PROMPT, DATA, ""), "right, but not what the token shows");
        vm.recordLogs();
        vm.prank(alice);
        collection.update(PROMPT, DATA);
        _expectOneLog("Update(uint256,bytes,bytes)", "");
        assertEq(collection.aigcData(id), DATA);
        assertTrue(collection.verify(PROMPT, DATA, ""));
    }

    function test_Update_RefusesWhatIsNotFinal() external {
        collection.setVerifier(address(optimistic));
        mint(alice, PROMPT);
        vm.startPrank(alice);
        optimistic.assertAnswer{value: BOND}(PROMPT, DATA);
        collection.addAigcData(id, PROMPT, DATA, "");
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNotVerified.selector, id));
        collection.update(PROMPT, WRONG);
    }

    function test_Update_RefusesTheSameDataNoDataAndATokenWithout() external {
        collection.setVerifier(address(optimistic));
        mint(alice, PROMPT);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNoData.selector, id));
        collection.update(PROMPT, DATA);
        optimistic.assertAnswer{value: BOND}(PROMPT, DATA);
        collection.addAigcData(id, PROMPT, DATA, "");
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionSameData.selector, id));
        collection.update(PROMPT, DATA);
        vm.expectRevert(abi.encodeWithSelector(IInferenceCollection.CollectionNoData.selector, id));
        collection.update(PROMPT, "");
    }
}
