// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP7702Utils} from "@openzeppelin/contracts/account/utils/EIP7702Utils.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IClaimMandate} from "./interfaces/IClaimMandate.sol";
import {IRevenueShareToken} from "./interfaces/IRevenueShareToken.sol";

/// @title ClaimMandate
/// @dev An EIP-7702 delegate. Ownerless, immutable, and able to make the account call two functions only: `claim` and
/// `claimBatch` of the token that the account's own mandate names. There is deliberately no fallback: a contract that
/// calls back whom it is told to (a flash lender) fails at this account as it does at one without code.
// slither-disable-next-line locked-ether: this is code for accounts, whose keys spend; the delegate itself takes none
contract ClaimMandate is IClaimMandate, ERC721Holder, ERC1155Holder {
    /// @custom:storage-location erc7201:imo-relay.storage.ClaimMandate
    struct Revocations {
        uint256 floor; // every smaller nonce is revoked
        mapping(uint256 nonce => bool) revoked;
    }

    // keccak256(abi.encode(uint256(keccak256("imo-relay.storage.ClaimMandate")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x12ac3443d1ebe9e7c84eedd42a4d002ed7f24f969dd30ed6f54935aca722bb00;

    bytes32 public constant MANDATE_TYPEHASH =
        keccak256("Mandate(address account,address token,uint256 nonce,uint256 expiry)");
    bytes32 public constant REVOCATION_TYPEHASH = keccak256("Revocation(address account,uint256 nonce)");
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("ClaimMandate");
    bytes32 private constant VERSION_HASH = keccak256("1");

    // Part of the code, hence the same in every account that is delegated to it.
    address private immutable _delegate = address(this);

    modifier onlyAccount() {
        if (msg.sender != address(this)) revert MandateNotAccount(msg.sender, address(this));
        _;
    }

    /// @dev Accounts are paid here; the delegate itself keeps nothing.
    receive() external payable {
        if (address(this) == _delegate) revert MandateNotDelegated(_delegate);
    }

    /// @inheritdoc IClaimMandate
    function claim(Mandate calldata mandate, bytes calldata signature, uint256 snapshotId) external {
        _check(mandate, signature);
        uint256[] memory snapshotIds = new uint256[](1);
        snapshotIds[0] = snapshotId;
        emit MandateUsed(mandate.token, mandate.nonce, snapshotIds);
        IRevenueShareToken(mandate.token).claim(snapshotId);
    }

    /// @inheritdoc IClaimMandate
    function claimBatch(Mandate calldata mandate, bytes calldata signature, uint256[] calldata snapshotIds) external {
        _check(mandate, signature);
        emit MandateUsed(mandate.token, mandate.nonce, snapshotIds);
        IRevenueShareToken(mandate.token).claimBatch(snapshotIds);
    }

    /// @inheritdoc IClaimMandate
    /// @dev Calls only accounts that are delegated to this very code, so it can make nobody else do anything.
    function claimForMany(MandateClaim[] calldata claims, uint256 gasEach) external returns (uint256 done) {
        if (address(this) != _delegate) revert MandateOnlyAtDelegate(_delegate);
        for (uint256 i = 0; i < claims.length; ++i) {
            MandateClaim calldata item = claims[i];
            if (_claimFor(item, gasEach)) ++done;
            else emit MandateSkipped(item.mandate.account, item.mandate.token, item.mandate.nonce);
        }
    }

    /// @inheritdoc IClaimMandate
    function revoke(uint256 nonce) external onlyAccount {
        _revoke(nonce);
    }

    /// @inheritdoc IClaimMandate
    function revokeBelow(uint256 nonce) external onlyAccount {
        Revocations storage revocations = _revocations();
        if (nonce <= revocations.floor) revert MandateFloorNotRaised(nonce, revocations.floor);
        revocations.floor = nonce;
        emit MandatesRevokedBelow(nonce);
    }

    /// @inheritdoc IClaimMandate
    function revokeBySignature(uint256 nonce, bytes calldata signature) external {
        if (!_isSignedByAccount(revocationDigest(address(this), nonce), signature)) {
            revert MandateBadSignature(address(this));
        }
        _revoke(nonce);
    }

    /// @inheritdoc IERC1271
    /// @dev The account's own key speaks for it, as it did before the delegation.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4 magicValue) {
        return _isSignedByAccount(hash, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IClaimMandate
    function isRevoked(uint256 nonce) public view returns (bool) {
        Revocations storage revocations = _revocations();
        return nonce < revocations.floor || revocations.revoked[nonce];
    }

    /// @inheritdoc IClaimMandate
    function mandateDigest(Mandate calldata mandate) public view returns (bytes32) {
        return
            _digest(
                keccak256(abi.encode(MANDATE_TYPEHASH, mandate.account, mandate.token, mandate.nonce, mandate.expiry))
            );
    }

    /// @inheritdoc IClaimMandate
    function revocationDigest(address account, uint256 nonce) public view returns (bytes32) {
        return _digest(keccak256(abi.encode(REVOCATION_TYPEHASH, account, nonce)));
    }

    /// @inheritdoc IClaimMandate
    function domainSeparator() public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, _delegate));
    }

    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IClaimMandate).interfaceId || interfaceId == type(IERC1271).interfaceId
            || interfaceId == type(IERC721Receiver).interfaceId || super.supportsInterface(interfaceId);
    }

    function _check(Mandate calldata mandate, bytes calldata signature) private view {
        if (mandate.account != address(this)) revert MandateWrongAccount(mandate.account, address(this));
        if (block.timestamp >= mandate.expiry) revert MandateExpired(mandate.expiry, block.timestamp);
        if (isRevoked(mandate.nonce)) revert MandateIsRevoked(mandate.nonce);
        if (!_isSignedByAccount(mandateDigest(mandate), signature)) revert MandateBadSignature(address(this));
    }

    /// @dev Reverts when the caller has not brought `gasEach`, so that it cannot make a claim fail by starving it.
    function _claimFor(MandateClaim calldata item, uint256 gasEach) private returns (bool success) {
        address account = item.mandate.account;
        if (EIP7702Utils.fetchDelegate(account) != _delegate) return false;
        bytes memory data = abi.encodeCall(IClaimMandate.claimBatch, (item.mandate, item.signature, item.snapshotIds));
        uint256 gasNeeded = gasEach + gasEach / 63 + 10_000;
        if (gasleft() < gasNeeded) revert MandateGasTooLow(gasleft(), gasNeeded);
        assembly ("memory-safe") {
            success := call(gasEach, account, 0, add(data, 0x20), mload(data), 0x00, 0x00)
        }
    }

    function _revoke(uint256 nonce) private {
        _revocations().revoked[nonce] = true;
        emit MandateRevoked(nonce);
    }

    function _isSignedByAccount(bytes32 digest, bytes calldata signature) private view returns (bool) {
        // slither-disable-next-line unused-return: the third value only details the error
        (address signer, ECDSA.RecoverError err,) = ECDSA.tryRecoverCalldata(digest, signature);
        return err == ECDSA.RecoverError.NoError && signer == address(this);
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domainSeparator(), structHash);
    }

    function _revocations() private pure returns (Revocations storage revocations) {
        assembly ("memory-safe") {
            revocations.slot := STORAGE_SLOT
        }
    }
}
