// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20Permit, IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IERC7641, IERC7641AltRevToken} from "./interfaces/IERC7641.sol";
import {IRevenueShareToken} from "./interfaces/IRevenueShareToken.sol";
import {Redemption} from "./token/Redemption.sol";
import {RevenueClaims} from "./token/RevenueClaims.sol";
import {RevenuePools} from "./token/RevenuePools.sol";
import {RevenueSnapshots} from "./token/RevenueSnapshots.sol";

/// @title A token of which every holder owns a share of a model's revenue
/// @notice ERC-20, Permit, ERC-7641 with AltRevToken, ERC-2771 through an immutable forwarder. Nobody owns or upgrades it and
/// its whole supply exists from the start.
contract RevenueShareToken is RevenueClaims, Redemption, ERC2771Context, ERC165 {
    string public contractURI;

    constructor(Config memory config)
        ERC20(config.name, config.symbol)
        ERC20Permit(config.name)
        ERC2771Context(config.forwarder)
        RevenuePools(config.treasury, config.claimShareBps, config.minRevenueWei, config.assets)
        RevenueSnapshots(config.firstSnapshotAt, config.snapshotInterval, config.claimWindow)
    {
        contractURI = config.contractURI;
        emit ContractURIUpdated();
        // What is sent to this contract by mistake earns nothing; `sendToTreasury` moves it.
        _excludeFromEarning(address(this));
        for (uint256 i = 0; i < config.nonEarning.length; ++i) {
            _excludeFromEarning(config.nonEarning[i]);
        }
        if (config.holders.length != config.amounts.length) {
            revert RevShareLengthMismatch(config.holders.length, config.amounts.length);
        }
        for (uint256 i = 0; i < config.holders.length; ++i) {
            _mint(config.holders[i], config.amounts[i]);
        }
        if (totalSupply() == 0) revert RevShareInvalidSupply(0, MAX_SUPPLY);
    }

    /// @notice ERC-165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IERC7641).interfaceId || interfaceId == type(IERC7641AltRevToken).interfaceId
            || interfaceId == type(IRevenueShareToken).interfaceId || interfaceId == type(IERC20).interfaceId
            || interfaceId == type(IERC20Metadata).interfaceId || interfaceId == type(IERC20Permit).interfaceId
            || interfaceId == type(IERC5267).interfaceId || interfaceId == type(IERC6372).interfaceId
            || interfaceId == this.contractURI.selector || super.supportsInterface(interfaceId);
    }

    function trustedForwarder() public view override(ERC2771Context, IRevenueShareToken) returns (address) {
        return super.trustedForwarder();
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return super._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return super._msgData();
    }

    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return super._contextSuffixLength();
    }
}
