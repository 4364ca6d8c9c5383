// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IERC7007, IERC7007Enumerable, IERC7007Updatable} from "./interfaces/IERC7007.sol";
import {IInferenceCollection} from "./interfaces/IInferenceCollection.sol";
import {IInferenceVerifier} from "./interfaces/IInferenceVerifier.sol";
import {IRevenueRouter} from "./interfaces/IRevenueRouter.sol";

/// @title InferenceCollection
/// @dev tokenId = uint256(keccak256(prompt)). The holder adds data that is proven or, with an optimistic verifier, still
/// open to challenge; whoever sees that the outcome is another puts it right by `update`.
contract InferenceCollection is
    IInferenceCollection,
    ERC721Enumerable,
    ERC2981,
    Ownable2Step,
    ReentrancyGuardTransient
{
    bytes32 public constant MINT_SOURCE = "mint";

    address payable public immutable router;
    uint256 public immutable minCommitAge;
    uint256 public immutable maxCommitAge;

    address public verifier;
    uint256 public mintFee;
    mapping(bytes32 commitment => uint256 timestamp) public committedAt;
    mapping(uint256 id => bytes) private _prompts;
    mapping(uint256 id => bytes) private _aigcData;

    constructor(Config memory config) ERC721(config.name, config.symbol) Ownable(config.owner) {
        if (config.router == address(0)) revert CollectionZeroAddress();
        // At an age of 0 a commitment could be made and used in one transaction, ahead of the one it copies.
        if (config.minCommitAge == 0 || config.maxCommitAge <= config.minCommitAge) {
            revert CollectionBadCommitAges(config.minCommitAge, config.maxCommitAge);
        }
        router = config.router;
        minCommitAge = config.minCommitAge;
        maxCommitAge = config.maxCommitAge;
        _setDefaultRoyalty(config.router, config.royaltyBps);
        _setVerifier(config.verifier);
        _setMintFee(config.mintFee);
    }

    /// @inheritdoc IInferenceCollection
    function commit(bytes32 commitment) external {
        // Somebody else may commit to the same hash, but not set its clock back.
        uint256 before = committedAt[commitment];
        if (before != 0 && block.timestamp <= before + maxCommitAge) {
            revert CollectionAlreadyCommitted(commitment, before + maxCommitAge);
        }
        committedAt[commitment] = block.timestamp;
        emit Committed(msg.sender, commitment, block.timestamp + minCommitAge, block.timestamp + maxCommitAge);
    }

    /// @inheritdoc IInferenceCollection
    function mint(address to, bytes calldata prompt_, bytes32 salt) external payable nonReentrant returns (uint256 id) {
        if (msg.value != mintFee) revert CollectionWrongFee(msg.value, mintFee);
        if (prompt_.length == 0) revert CollectionEmptyPrompt();
        _useCommitment(commitmentOf(msg.sender, to, prompt_, salt));

        id = tokenId(prompt_);
        _prompts[id] = prompt_;
        emit InferenceMinted(id, msg.sender, to, prompt_, msg.value);
        _safeMint(to, id);
        if (msg.value != 0) IRevenueRouter(router).deposit{value: msg.value}(address(0), msg.value, MINT_SOURCE);
    }

    /// @inheritdoc IERC7007
    function addAigcData(uint256 id, bytes calldata prompt_, bytes calldata aigcData_, bytes calldata proof) external {
        if (id != tokenId(prompt_)) revert CollectionPromptMismatch(id, tokenId(prompt_));
        address holder = _requireOwned(id);
        if (!_isAuthorized(holder, msg.sender, id)) revert CollectionNotHolder(msg.sender, id);
        if (_aigcData[id].length != 0) revert CollectionDataAlreadyAdded(id);
        if (aigcData_.length == 0) revert CollectionNoData(id);
        if (
            !IInferenceVerifier(verifier).verify(prompt_, aigcData_, proof)
                && !IInferenceVerifier(verifier).isPending(prompt_, aigcData_)
        ) revert CollectionNotVerified(id);
        _aigcData[id] = aigcData_;
        emit AigcData(id, prompt_, aigcData_, proof);
    }

    /// @inheritdoc IERC7007Updatable
    /// @dev Open to all: only what the verifier calls final gets in.
    function update(bytes calldata prompt_, bytes calldata aigcData_) external {
        uint256 id = tokenId(prompt_);
        if (_aigcData[id].length == 0 || aigcData_.length == 0) revert CollectionNoData(id);
        if (keccak256(_aigcData[id]) == keccak256(aigcData_)) revert CollectionSameData(id);
        if (!IInferenceVerifier(verifier).verify(prompt_, aigcData_, "")) revert CollectionNotVerified(id);
        _aigcData[id] = aigcData_;
        emit Update(id, prompt_, aigcData_);
    }

    /// @inheritdoc IInferenceCollection
    function setVerifier(address verifier_) external onlyOwner {
        _setVerifier(verifier_);
    }

    /// @inheritdoc IInferenceCollection
    function setMintFee(uint256 feeWei) external onlyOwner {
        _setMintFee(feeWei);
    }

    /// @inheritdoc IERC7007
    /// @dev Final, and not overtaken: false while the token shows other data than the outcome.
    function verify(bytes calldata prompt_, bytes calldata aigcData_, bytes calldata proof)
        external
        view
        returns (bool success)
    {
        bytes storage shown = _aigcData[tokenId(prompt_)];
        if (shown.length != 0 && keccak256(shown) != keccak256(aigcData_)) return false;
        return IInferenceVerifier(verifier).verify(prompt_, aigcData_, proof);
    }

    /// @inheritdoc IERC7007Enumerable
    function prompt(uint256 id) external view returns (string memory) {
        _requireOwned(id);
        return string(_prompts[id]);
    }

    /// @inheritdoc IInferenceCollection
    function aigcData(uint256 id) external view returns (bytes memory) {
        _requireOwned(id);
        return _aigcData[id];
    }

    /// @inheritdoc IERC7007Enumerable
    function tokenId(bytes calldata prompt_) public pure returns (uint256) {
        return uint256(keccak256(prompt_));
    }

    /// @inheritdoc IInferenceCollection
    /// @dev Names the minter, or a copied commitment would let a front-runner mint as well.
    function commitmentOf(address minter, address to, bytes calldata prompt_, bytes32 salt)
        public
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(block.chainid, address(this), minter, to, keccak256(prompt_), salt));
    }

    /// @notice ERC-7007 metadata with prompt and data, whole and on chain.
    function tokenURI(uint256 id) public view override returns (string memory) {
        _requireOwned(id);
        bytes memory json = abi.encodePacked(
            '{"name":"',
            Strings.escapeJSON(string.concat(name(), " ", Strings.toHexString(id, 32))),
            '","prompt":"',
            Strings.escapeJSON(string(_prompts[id])),
            '","aigc_data":"',
            Strings.escapeJSON(string(_aigcData[id])),
            '"}'
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(IERC165, ERC721Enumerable, ERC2981)
        returns (bool)
    {
        return interfaceId == type(IERC7007).interfaceId || interfaceId == type(IERC7007Enumerable).interfaceId
            || interfaceId == type(IERC7007Updatable).interfaceId || super.supportsInterface(interfaceId);
    }

    function _useCommitment(bytes32 commitment) private {
        uint256 timestamp = committedAt[commitment];
        // slither-disable-next-line incorrect-equality: 0 is "never", not a moment
        if (timestamp == 0) revert CollectionNotCommitted(commitment);
        if (block.timestamp < timestamp + minCommitAge) {
            revert CollectionCommitmentTooNew(timestamp + minCommitAge, block.timestamp);
        }
        if (block.timestamp > timestamp + maxCommitAge) {
            revert CollectionCommitmentExpired(timestamp + maxCommitAge, block.timestamp);
        }
        delete committedAt[commitment];
    }

    function _setVerifier(address verifier_) private {
        if (verifier_ == address(0)) revert CollectionZeroAddress();
        verifier = verifier_;
        emit VerifierSet(verifier_);
    }

    function _setMintFee(uint256 feeWei) private {
        mintFee = feeWei;
        emit MintFeeSet(feeWei);
    }
}
