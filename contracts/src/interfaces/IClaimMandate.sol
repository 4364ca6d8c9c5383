// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title What a holder's account can do once it is delegated (EIP-7702) to ClaimMandate: let others claim for it
/// @dev EIP-712 domain: name "ClaimMandate", version "1", chainId, verifyingContract = the delegate's own address.
interface IClaimMandate is IERC1271 {
    /// @notice The holder's standing order: whoever shows it may claim `token`'s revenue for `account` until `expiry`.
    struct Mandate {
        address account;
        address token;
        uint256 nonce; // names the mandate, so that it can be revoked; several may stand at once
        uint256 expiry; // seconds; the mandate no longer holds at this moment
    }

    struct MandateClaim {
        Mandate mandate;
        bytes signature;
        uint256[] snapshotIds;
    }

    /// @notice Logged by the account.
    event MandateUsed(address indexed token, uint256 indexed nonce, uint256[] snapshotIds);
    event MandateRevoked(uint256 indexed nonce);
    event MandatesRevokedBelow(uint256 indexed nonce);
    /// @notice Logged by the delegate itself: this claim of a batch came to nothing.
    event MandateSkipped(address indexed account, address indexed token, uint256 indexed nonce);

    error MandateWrongAccount(address named, address actual);
    error MandateExpired(uint256 expiry, uint256 now_);
    error MandateIsRevoked(uint256 nonce);
    error MandateBadSignature(address account);
    error MandateNotAccount(address caller, address account);
    error MandateNotDelegated(address delegate);
    error MandateOnlyAtDelegate(address delegate);
    error MandateFloorNotRaised(uint256 nonce, uint256 floor);
    error MandateGasTooLow(uint256 gasLeft, uint256 gasNeeded);

    /// @notice Claims one snapshot: `token.claim(snapshotId)`.
    function claim(Mandate calldata mandate, bytes calldata signature, uint256 snapshotId) external;

    /// @notice Claims several: `token.claimBatch(snapshotIds)`.
    function claimBatch(Mandate calldata mandate, bytes calldata signature, uint256[] calldata snapshotIds) external;

    /// @notice Claims for many accounts, at the delegate's own address only; what fails is skipped. `gasEach` bounds each.
    /// @return done how many claims went through
    function claimForMany(MandateClaim[] calldata claims, uint256 gasEach) external returns (uint256 done);

    /// @notice Revokes the mandates of this nonce, given or not. The account only.
    function revoke(uint256 nonce) external;

    /// @notice Revokes all mandates with a smaller nonce. The account only.
    function revokeBelow(uint256 nonce) external;

    /// @notice Revokes by the account's signature over `Revocation(address account,uint256 nonce)`: it needs no gas.
    function revokeBySignature(uint256 nonce, bytes calldata signature) external;

    function isRevoked(uint256 nonce) external view returns (bool);

    /// @return the EIP-712 digest that the account signs to give `mandate`
    function mandateDigest(Mandate calldata mandate) external view returns (bytes32);

    /// @return the EIP-712 digest that `account` signs to revoke `nonce`
    function revocationDigest(address account, uint256 nonce) external view returns (bytes32);

    function domainSeparator() external view returns (bytes32);
}
