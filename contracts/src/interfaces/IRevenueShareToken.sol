// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC7641AltRevToken} from "./IERC7641.sol";

/// @title What imo-relay's token adds to ERC-7641
/// @dev The asset `address(0)` is native ETH. Every timepoint is in seconds (ERC-6372, mode=timestamp).
interface IRevenueShareToken is IERC7641AltRevToken {
    /// @notice ETH arrived, or ERC-20 revenue was noticed (at a snapshot or by `sync`; its source is then `address(0)`).
    event RevenueReceived(address indexed asset, address indexed source, uint256 amount);
    event SnapshotTaken(uint256 indexed snapshotId, uint48 timepoint, uint48 expiresAt, uint256 supply);
    /// @notice One per asset with revenue, right after `SnapshotTaken`.
    event SnapshotRevenue(uint256 indexed snapshotId, address indexed asset, uint256 claimable, uint256 redeemable);
    /// @notice `recipient` was paid `amount` of `asset` for `account`'s share of `snapshotId`.
    event Claimed(
        address indexed account, uint256 indexed snapshotId, address indexed asset, address recipient, uint256 amount
    );
    /// @notice A push failed: the share stays claimable and nobody else is affected.
    event ClaimPushFailed(
        address indexed account, uint256 indexed snapshotId, address indexed asset, address recipient, uint256 amount
    );
    event RecipientSet(address indexed account, address indexed recipient);
    event Redeemed(address indexed account, address indexed asset, uint256 amount, uint256 burnt);
    event Recycled(uint256 indexed snapshotId, address indexed asset, uint256 amount);
    event SentToTreasury(address indexed asset, uint256 amount);
    /// @notice ERC-7572; once, at deployment.
    event ContractURIUpdated();

    error RevShareSnapshotTooEarly(uint256 notBefore, uint256 now_);
    error RevShareRevenueBelowMinimum(uint256 pending, uint256 minimum);
    error RevShareNoSupply();
    error RevShareUnknownSnapshot(uint256 snapshotId, uint256 currentSnapshotId);
    error RevShareClaimExpired(uint256 snapshotId, uint256 expiresAt, uint256 now_);
    error RevShareNothingDue(address account, uint256 snapshotId);
    /// @notice Something is due, but its recipient or its asset refused the payment.
    error RevSharePushFailed(address asset, address recipient, uint256 amount);
    /// @notice `account` is a contract: it sets a recipient, consents by ERC-1271 or claims itself.
    error RevShareRecipientRequired(address account);
    error RevShareInvalidRecipient(address recipient);
    error RevShareConsentExpired(uint256 deadline, uint256 now_);
    error RevShareInvalidConsent(address account, uint256 nonce);
    error RevShareClaimOpen(uint256 snapshotId, uint256 expiresAt, uint256 now_);
    error RevShareAlreadyRecycled(uint256 snapshotId);
    error RevShareUnlistedAsset(address asset);
    /// @notice A listed asset belongs to the holders as long as any token exists.
    error RevShareListedAsset(address asset, uint256 supply);
    error RevShareTooManyAssets(uint256 assets, uint256 maximum);
    error RevShareInvalidAsset(address asset);
    error RevShareInvalidTreasury(address treasury);
    error RevShareInvalidShare(uint256 shareBps, uint256 maximum);
    error RevShareInvalidSupply(uint256 supply, uint256 maximum);
    error RevShareInvalidWindow(uint256 claimWindow, uint256 minimum);
    error RevShareInvalidFirstSnapshot(uint256 firstSnapshotAt, uint256 maximum);
    error RevShareLengthMismatch(uint256 holders, uint256 amounts);

    struct SnapshotInfo {
        uint48 timepoint;
        uint48 takenAt;
        uint48 expiresAt;
        uint256 supply;
    }

    /// @param minRevenue in the asset's own units
    struct AssetConfig {
        address token;
        uint96 minRevenue;
    }

    /// @param holders who receive `amounts` of the token; the whole supply, nothing is ever minted later
    /// @param claimShareBps part of revenue, in 1/10,000, that is claimed; the rest is redeemed by burning
    /// @param firstSnapshotAt no snapshot before this second; 0: at once. Leaves the offering's buyers time to claim their
    /// tokens, else the first of them could take a snapshot and earn alone what came in so far
    /// @param snapshotInterval seconds between two snapshots, at least
    /// @param claimWindow seconds during which a snapshot can be claimed
    /// @param minRevenueWei a snapshot needs this much pending ETH, or the `minRevenue` of one listed asset
    /// @param nonEarning accounts that stand outside earning balances and supply (the offering's stock)
    struct Config {
        string name;
        string symbol;
        string contractURI;
        address[] holders;
        uint256[] amounts;
        address treasury;
        address forwarder;
        uint16 claimShareBps;
        uint48 firstSnapshotAt;
        uint32 snapshotInterval;
        uint32 claimWindow;
        uint96 minRevenueWei;
        AssetConfig[] assets;
        address[] nonEarning;
    }

    /// @notice Pays the caller its shares of `snapshotIds`; skips what is not due, reverts when nothing at all is paid
    function claimBatch(uint256[] calldata snapshotIds) external;

    /// @notice Pays `account` (or the recipient that it has set) its shares; reverts when nothing at all is paid
    function claimFor(address account, uint256[] calldata snapshotIds) external;

    /// @notice `claimFor` of many; an account that can't be served or paid is skipped and stays claimable
    function claimForMany(address[] calldata accounts, uint256[] calldata snapshotIds) external;

    /// @notice Pays `account`, which may be a contract, under its signed
    /// `ClaimConsent(address token,address account,uint256[] ids,uint256 nonce,uint256 deadline)`; nonce is `nonces(account)`
    function claimWithConsent(address account, uint256[] calldata ids, uint256 deadline, bytes calldata signature)
        external;

    /// @notice From now on whatever the caller is due is paid to `recipient`; `address(0)` undoes it
    function setRecipient(address recipient) external;

    /// @notice `burn` that gives up the caller's part of the named assets: for assets that refuse to be paid out
    function burnForfeiting(uint256 amount, address[] calldata forfeited) external;

    /// @notice Moves what nobody claimed of an expired snapshot into the next one
    function recycle(uint256 snapshotId) external;

    /// @notice Announces ERC-20 revenue that has arrived since the last snapshot or sync
    function sync(address asset) external;

    /// @notice Moves an unlisted ERC-20, or, once the supply is 0, what nobody owns of a listed asset
    function sendToTreasury(address asset) external;

    function currentSnapshotId() external view returns (uint256);

    /// @return all zero when unknown
    function snapshotInfo(uint256 snapshotId) external view returns (SnapshotInfo memory);

    /// @notice What was closed into `snapshotId` for claims of `asset`, and how much of it was claimed.
    function snapshotRevenue(uint256 snapshotId, address asset)
        external
        view
        returns (uint256 claimable, uint256 claimed);

    /// @notice What the next snapshot would close: new revenue and what was recycled
    function pendingRevenue(address asset) external view returns (uint256);

    /// @notice What is set aside: for claims (open, expired, recycled) and for redemption
    function pools(address asset) external view returns (uint256 claimPool, uint256 redeemPool);

    /// @return the first second in which a snapshot may be taken; in the past, also 0, when it may be now
    function nextSnapshotAt() external view returns (uint256);

    function isClaimed(address account, uint256 snapshotId, address asset) external view returns (bool);

    function isRecycled(uint256 snapshotId) external view returns (bool);

    /// @return the account itself unless it has set a recipient
    function recipientOf(address account) external view returns (address);

    /// @return whether `claimFor` and `claimForMany` serve `account` as it is now
    function canClaimFor(address account) external view returns (bool);

    /// @return what `account` has to sign, under its present nonce, for `claimWithConsent`
    function consentDigest(address account, uint256[] calldata ids, uint256 deadline) external view returns (bytes32);

    /// @notice ETH first, then the listed ERC-20s.
    function assets() external view returns (address[] memory);

    function minRevenue(address asset) external view returns (uint256);

    function earnsRevenue(address account) external view returns (bool);

    /// @notice What `account`'s share of `snapshotId` is measured by, out of the snapshot's `supply`; 0 when unknown
    function earningBalanceAt(address account, uint256 snapshotId) external view returns (uint256);

    function treasury() external view returns (address);

    function claimShareBps() external view returns (uint256);

    function firstSnapshotAt() external view returns (uint256);

    function snapshotInterval() external view returns (uint256);

    function claimWindow() external view returns (uint256);

    /// @notice ERC-7572: name, repository, hash of the weights
    function contractURI() external view returns (string memory);

    function trustedForwarder() external view returns (address);
}
