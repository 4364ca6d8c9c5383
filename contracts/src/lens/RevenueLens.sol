// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISnapshotToken} from "../interfaces/ISnapshotToken.sol";

/// @title RevenueLens
/// @notice Reads what ERC-7641 tokens without views and events do not tell. It is never deployed: it runs in an eth_call
/// whose overrides give an unused address this code and much ETH, and the token a balance of 0.
/// @dev Such tokens reckon new revenue as their balance less what they owe, in checked arithmetic, so `redeemableOnBurn`
/// answers exactly from the balance on at which nothing is owed any more: that balance is found by trying.
contract RevenueLens {
    /// @dev More ETH than there is.
    uint256 private constant LIMIT_WEI = 2 ** 96;
    /// @dev More snapshots than a token can take.
    uint256 private constant LIMIT_ID = 2 ** 32;

    error LensAnswered();

    /// @return snapshotId as `latestSnapshotId` gives it
    /// @return supply the token's supply now
    /// @return owedWei what the token holds for earlier snapshots and burners; `type(uint256).max`: it does not answer
    function read(ISnapshotToken token) external returns (uint256 snapshotId, uint256 supply, uint256 owedWei) {
        return (latestSnapshotId(token), token.totalSupply(), _owedWei(token));
    }

    /// @return snapshotId the latest one that `totalSupplyAt` knows; 0: none
    function latestSnapshotId(ISnapshotToken token) public view returns (uint256 snapshotId) {
        uint256 unknown = LIMIT_ID;
        while (unknown - snapshotId > 1) {
            uint256 middle = (snapshotId + unknown) / 2;
            if (_isTaken(token, middle)) snapshotId = middle;
            else unknown = middle;
        }
    }

    /// @notice An account's ETH, without any override of it.
    function balanceOf(address account) external view returns (uint256 balanceWei) {
        return account.balance;
    }

    /// @dev Called by `read` alone. Reverts once the ETH is sent, so that it comes back: `LensAnswered` if the token
    /// answers with that balance.
    function tryBalance(ISnapshotToken token, uint256 balanceWei) external {
        // slither-disable-next-line arbitrary-send-eth: the ETH is an override's, and this call always reverts
        (bool taken,) = address(token).call{value: balanceWei}("");
        if (!taken) return;
        // slither-disable-next-line unused-return: only whether it answers matters
        token.redeemableOnBurn(token.totalSupply());
        revert LensAnswered();
    }

    function _owedWei(ISnapshotToken token) private returns (uint256) {
        if (!_answers(token, LIMIT_WEI)) return type(uint256).max;
        (uint256 low, uint256 high) = (0, LIMIT_WEI);
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (_answers(token, middle)) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    function _isTaken(ISnapshotToken token, uint256 snapshotId) private view returns (bool) {
        // slither-disable-next-line unused-return: only whether it answers matters
        try token.totalSupplyAt(snapshotId) {
            return true;
        } catch {
            return false;
        }
    }

    function _answers(ISnapshotToken token, uint256 balanceWei) private returns (bool) {
        try this.tryBalance(token, balanceWei) {
            return false;
        } catch (bytes memory reason) {
            return bytes4(reason) == LensAnswered.selector;
        }
    }
}
