// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccountKind} from "../libraries/AccountKind.sol";
import {EarningBalances} from "./EarningBalances.sol";

/// @title Where an account's money goes, and whether it may be paid unasked
abstract contract Recipients is EarningBalances {
    mapping(address account => address) private _recipients;

    function setRecipient(address recipient) external {
        if (recipient == address(this)) revert RevShareInvalidRecipient(recipient);
        address account = _msgSender();
        _recipients[account] = recipient;
        Holder storage holder = _holders[account];
        holder.traits = recipient == address(0) ? holder.traits & ~HAS_RECIPIENT : holder.traits | HAS_RECIPIENT;
        emit RecipientSet(account, recipient);
    }

    function recipientOf(address account) public view returns (address) {
        return _payee(_holders[account], account);
    }

    function canClaimFor(address account) public view returns (bool) {
        return _isServed(_holders[account], account);
    }

    /// @dev The flag in the holder's word saves those without a recipient, most of all, a cold slot.
    function _payee(Holder memory holder, address account) internal view returns (address) {
        return holder.traits & HAS_RECIPIENT == 0 ? account : _recipients[account];
    }

    /// @dev Paying a contract unasked can give its share away: anyone may take an ERC-20 that an AMM pair didn't expect.
    /// A contract that has set a recipient, be it itself, has asked.
    function _isServed(Holder memory holder, address account) internal view returns (bool) {
        return holder.traits & HAS_RECIPIENT != 0 || AccountKind.isKeyed(account);
    }
}
