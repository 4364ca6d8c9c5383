// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RevenueShareToken} from "../../../src/RevenueShareToken.sol";
import {IRevenueShareToken} from "../../../src/interfaces/IRevenueShareToken.sol";
import {Assertions} from "../../base/Assertions.sol";
import {Vm} from "../../base/Vm.sol";

/// @title Books kept beside the token
contract Ledger is Assertions {
    RevenueShareToken private immutable _token;
    address[] private _actors;
    address[] private _assets;
    mapping(address asset => uint256) private _indexOf;

    /// @dev Balances at the end of the last second.
    mapping(address actor => uint256) public settled;
    uint256[3] public received;
    uint256[3] public paidOut;
    mapping(uint256 id => uint256[3]) public claimable;
    mapping(uint256 id => uint256[3]) public paid;
    mapping(uint256 id => mapping(address actor => uint256[3])) public due;
    mapping(uint256 id => mapping(address actor => bool[3])) public wasPaid;

    constructor(RevenueShareToken token, address[] memory actors) {
        _token = token;
        _actors = actors;
        _assets = token.assets();
        for (uint256 i = 1; i < _assets.length; ++i) {
            _indexOf[_assets[i]] = i;
        }
    }

    function receive_(uint256 index, uint256 amount) external {
        received[index] += amount;
    }

    function endSecond() external {
        for (uint256 i = 0; i < _actors.length; ++i) {
            settled[_actors[i]] = _token.balanceOf(_actors[i]);
        }
    }

    /// @dev Fixes what everybody is due from what they held a second ago.
    function openSnapshot(uint256 id) external {
        uint256 supply;
        for (uint256 i = 0; i < _actors.length; ++i) {
            if (_token.earnsRevenue(_actors[i])) supply += settled[_actors[i]];
        }
        assertEq(_token.snapshotInfo(id).supply, supply, "earning supply is the sum of earning balances");
        for (uint256 a = 0; a < 3; ++a) {
            (uint256 amount,) = _token.snapshotRevenue(id, _assets[a]);
            claimable[id][a] = amount;
            for (uint256 i = 0; i < _actors.length; ++i) {
                address actor = _actors[i];
                if (_token.earnsRevenue(actor)) due[id][actor][a] = amount * settled[actor] / supply;
            }
        }
    }

    /// @return payments how many events of the token the logs hold
    function book(Vm.Log[] memory logs) external returns (uint256 payments) {
        for (uint256 i = 0; i < logs.length; ++i) {
            Vm.Log memory log = logs[i];
            if (log.emitter != address(_token)) continue;
            ++payments;
            if (log.topics[0] == IRevenueShareToken.Claimed.selector) {
                (, uint256 amount) = abi.decode(log.data, (address, uint256));
                _claimed(_account(log.topics[1]), uint256(log.topics[2]), _account(log.topics[3]), amount);
            } else if (log.topics[0] == IRevenueShareToken.Redeemed.selector) {
                (uint256 amount,) = abi.decode(log.data, (uint256, uint256));
                paidOut[_indexOf[_account(log.topics[2])]] += amount;
            } else if (log.topics[0] == IRevenueShareToken.SentToTreasury.selector) {
                paidOut[_indexOf[_account(log.topics[1])]] += abi.decode(log.data, (uint256));
            }
        }
    }

    function _claimed(address account, uint256 id, address asset, uint256 amount) private {
        uint256 a = _indexOf[asset];
        assertFalse(wasPaid[id][account][a], "nobody is paid twice");
        assertEq(amount, due[id][account][a], "what is paid was fixed at the snapshot");
        assertLe(block.timestamp, _token.snapshotInfo(id).expiresAt, "paid within the window");
        wasPaid[id][account][a] = true;
        paid[id][a] += amount;
        paidOut[a] += amount;
    }

    function _account(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
