// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @title Balances by snapshot id, as OpenZeppelin's ERC20Snapshot gave them until 4.9: its views, event and messages
abstract contract SnapshotBalances is ERC20 {
    using Checkpoints for Checkpoints.Trace208;

    uint256 private _currentId;
    mapping(address account => Checkpoints.Trace208) private _balances;
    Checkpoints.Trace208 private _supplies;

    event Snapshot(uint256 id);

    constructor(string memory name, address[] memory holders, uint256[] memory amounts) ERC20(name, "FOR") {
        for (uint256 i = 0; i < holders.length; ++i) {
            _mint(holders[i], amounts[i]);
        }
    }

    function balanceOfAt(address account, uint256 id) public view returns (uint256) {
        return _balances[account].upperLookup(_checked(id));
    }

    function totalSupplyAt(uint256 id) public view returns (uint256) {
        return _supplies.upperLookup(_checked(id));
    }

    function _takeSnapshot() internal returns (uint256) {
        emit Snapshot(++_currentId);
        return _currentId;
    }

    /// @dev There is no view for it.
    function _getCurrentSnapshotId() internal view returns (uint256) {
        return _currentId;
    }

    function _checked(uint256 id) private view returns (uint48) {
        require(id > 0, "ERC20Snapshot: id is 0");
        require(id <= _currentId, "ERC20Snapshot: nonexistent id");
        return uint48(id);
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        uint48 next = uint48(_currentId + 1);
        if (from != address(0)) _balances[from].push(next, uint208(balanceOf(from)));
        if (to != address(0)) _balances[to].push(next, uint208(balanceOf(to)));
        _supplies.push(next, uint208(totalSupply()));
    }
}
