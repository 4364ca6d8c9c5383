// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {InferenceCollection} from "../../src/InferenceCollection.sol";
import {OptimisticVerifier} from "../../src/OptimisticVerifier.sol";
import {RevenueRouter} from "../../src/RevenueRouter.sol";
import {IInferenceCollection} from "../../src/interfaces/IInferenceCollection.sol";
import {IInferenceVerifier} from "../../src/interfaces/IInferenceVerifier.sol";
import {IRevenueRouter} from "../../src/interfaces/IRevenueRouter.sol";
import {Test} from "../base/Test.sol";
import {TokenStub, Weth} from "../router/Mocks.sol";

/// @dev Proofs that are final at once, as from a zkML circuit: here a proof is the hash of prompt and data.
contract ProofVerifier is IInferenceVerifier {
    function verify(bytes calldata prompt, bytes calldata aigcData, bytes calldata proof) external pure returns (bool) {
        return keccak256(proof) == keccak256(proofOf(prompt, aigcData));
    }

    function isPending(bytes calldata, bytes calldata) external pure returns (bool) {
        return false;
    }

    function proofOf(bytes calldata prompt, bytes calldata aigcData) public pure returns (bytes memory) {
        return abi.encode(keccak256(abi.encode(prompt, aigcData)));
    }
}

/// @title A collection whose data is proven at once, and an optimistic verifier to put in its place
abstract contract CollectionTest is Test {
    uint256 internal constant FEE = 0.01 ether;
    uint96 internal constant ROYALTY_BPS = 500;
    uint64 internal constant MIN_AGE = 30;
    uint64 internal constant MAX_AGE = 1 days;
    uint256 internal constant BOND = 0.5 ether;
    uint256 internal constant CHALLENGE_WINDOW = 3 days;
    uint256 internal constant RESOLVE_WINDOW = 7 days;
    bytes internal constant PROMPT = "a lighthouse made of chalk";
    bytes internal constant DATA = "ipfs://right";
    bytes internal constant WRONG = "ipfs://wrong";
    bytes32 internal constant SALT = "salt";

    TokenStub internal token;
    Weth internal weth;
    RevenueRouter internal router;
    ProofVerifier internal proofs;
    OptimisticVerifier internal optimistic;
    InferenceCollection internal collection;
    address internal alice;
    address internal mallory;
    address internal arbiter;
    address internal treasury;
    uint256 internal id = uint256(keccak256(PROMPT));

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        alice = makeAddr("alice");
        mallory = makeAddr("mallory");
        arbiter = makeAddr("arbiter");
        treasury = makeAddr("treasury");
        deal(alice, 10 ether);
        deal(mallory, 10 ether);
        token = new TokenStub(new address[](0));
        weth = new Weth();
        IRevenueRouter.Config memory c;
        (c.token, c.weth, c.treasury) = (address(token), address(weth), treasury);
        router = new RevenueRouter(c);
        proofs = new ProofVerifier();
        optimistic = new OptimisticVerifier(arbiter, treasury, BOND, CHALLENGE_WINDOW, RESOLVE_WINDOW);
        collection = new InferenceCollection(config());
    }

    function config() internal view returns (IInferenceCollection.Config memory c) {
        c.name = "Inferences";
        c.symbol = "INF";
        c.owner = address(this);
        c.router = payable(router);
        c.verifier = address(proofs);
        c.mintFee = FEE;
        c.royaltyBps = ROYALTY_BPS;
        c.minCommitAge = MIN_AGE;
        c.maxCommitAge = MAX_AGE;
    }

    function commit(address minter, address to, bytes memory prompt) internal returns (bytes32 commitment) {
        commitment = collection.commitmentOf(minter, to, prompt, SALT);
        vm.prank(minter);
        collection.commit(commitment);
    }

    function mint(address minter, bytes memory prompt) internal returns (uint256) {
        commit(minter, minter, prompt);
        skip(MIN_AGE);
        vm.prank(minter);
        return collection.mint{value: FEE}(minter, prompt, SALT);
    }
}
