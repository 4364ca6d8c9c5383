// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC7007Enumerable, IERC7007Updatable} from "./IERC7007.sol";

/// @title Inference assets of one model: what imo-relay's collection adds to ERC-7007
/// @dev A prompt is claimed in two steps, so that a mint seen in the mempool cannot be front-run: the commitment names the
/// minter, and only one that is old enough mints.
interface IInferenceCollection is IERC7007Enumerable, IERC7007Updatable {
    struct Config {
        string name;
        string symbol;
        address owner;
        address payable router; // of mint fees and royalties
        address verifier;
        uint256 mintFee; // wei
        uint96 royaltyBps;
        uint64 minCommitAge; // seconds
        uint64 maxCommitAge; // seconds
    }

    event Committed(address indexed minter, bytes32 indexed commitment, uint256 mintableAt, uint256 expiresAt);
    event InferenceMinted(
        uint256 indexed tokenId, address indexed minter, address indexed to, bytes prompt, uint256 fee
    );
    event VerifierSet(address indexed verifier);
    event MintFeeSet(uint256 feeWei);

    error CollectionZeroAddress();
    error CollectionBadCommitAges(uint256 minAge, uint256 maxAge);
    error CollectionAlreadyCommitted(bytes32 commitment, uint256 expiresAt);
    error CollectionNotCommitted(bytes32 commitment);
    error CollectionCommitmentTooNew(uint256 mintableAt, uint256 now_);
    error CollectionCommitmentExpired(uint256 expiresAt, uint256 now_);
    error CollectionWrongFee(uint256 paidWei, uint256 feeWei);
    error CollectionEmptyPrompt();
    error CollectionPromptMismatch(uint256 tokenId, uint256 promptTokenId);
    error CollectionNotHolder(address caller, uint256 tokenId);
    error CollectionDataAlreadyAdded(uint256 tokenId);
    error CollectionNoData(uint256 tokenId);
    error CollectionNotVerified(uint256 tokenId);
    error CollectionSameData(uint256 tokenId);

    /// @notice Reserves nothing and reveals nothing: it starts the clock for `mint`.
    function commit(bytes32 commitment) external;

    /// @notice Mints the token of `prompt_` to `to`, for exactly the mint fee, from the caller's own commitment.
    function mint(address to, bytes calldata prompt_, bytes32 salt) external payable returns (uint256 id);

    /// @notice Puts another verifier in place. Owner only.
    function setVerifier(address verifier) external;

    /// @notice Owner only; a mint under way with the old fee reverts.
    function setMintFee(uint256 feeWei) external;

    /// @return what `minter` must commit to before it mints `prompt_` to `to`
    function commitmentOf(address minter, address to, bytes calldata prompt_, bytes32 salt)
        external
        view
        returns (bytes32);

    /// @return timestamp of the commitment in seconds; 0: none
    function committedAt(bytes32 commitment) external view returns (uint256 timestamp);

    function aigcData(uint256 id) external view returns (bytes memory);

    function router() external view returns (address payable);

    function verifier() external view returns (address);

    function mintFee() external view returns (uint256);

    function minCommitAge() external view returns (uint256);

    function maxCommitAge() external view returns (uint256);
}
