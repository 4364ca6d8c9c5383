// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @title Behaves as the ERC-7641 reference does: what the attack tests are measured against
/// @dev Balances are recorded at the moment of the snapshot, anybody may take one each 1,000 blocks, claims never expire,
/// a batch is all or nothing, shares are in percent, there are no events.
contract NaiveReferenceToken is ERC20 {
    using Checkpoints for Checkpoints.Trace208;

    uint256 public immutable percentClaimable;
    uint256 public lastSnapshotId;
    uint256 internal _lastSnapshotBlock;
    uint256 internal _claimPool;
    uint256 internal _redeemPool;
    mapping(uint256 id => uint256) internal _claimableAt;
    mapping(uint256 id => mapping(address account => bool)) internal _claimed;

    mapping(address account => Checkpoints.Trace208) private _balances;
    Checkpoints.Trace208 private _supplies;

    constructor(address[] memory holders, uint256[] memory amounts, uint256 percent) ERC20("Naive", "N") {
        percentClaimable = percent;
        for (uint256 i = 0; i < holders.length; ++i) {
            _mint(holders[i], amounts[i]);
        }
    }

    receive() external payable {}

    function snapshot() external virtual returns (uint256) {
        require(block.number > _lastSnapshotBlock + 1000, "snapshot interval is too short");
        _lastSnapshotBlock = block.number;
        uint256 revenue = address(this).balance - _claimPool - _redeemPool;
        uint256 claimable = revenue * percentClaimable / 100;
        _claimableAt[++lastSnapshotId] = claimable;
        _claimPool += claimable;
        _redeemPool += revenue - claimable;
        return lastSnapshotId;
    }

    function claim(uint256 id) public virtual {
        uint256 amount = claimableRevenue(msg.sender, id);
        require(amount > 0, "no revenue to claim");
        _claimed[id][msg.sender] = true;
        _claimPool -= amount;
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "claim failed");
    }

    function claimBatch(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            claim(ids[i]);
        }
    }

    function burn(uint256 amount) external {
        uint256 redeemable = redeemableOnBurn(amount);
        _redeemPool -= redeemable;
        _burn(msg.sender, amount);
        (bool ok,) = msg.sender.call{value: redeemable}("");
        require(ok, "burn failed");
    }

    function claimableRevenue(address account, uint256 id) public view virtual returns (uint256) {
        require(id != 0 && id <= lastSnapshotId, "nonexistent id");
        if (_claimed[id][account]) return 0;
        return balanceOfAt(account, id) * _claimableAt[id] / totalSupplyAt(id);
    }

    function redeemableOnBurn(uint256 amount) public view returns (uint256) {
        return amount * _redeemPool / totalSupply();
    }

    function balanceOfAt(address account, uint256 id) public view returns (uint256) {
        return _balances[account].upperLookup(uint48(id));
    }

    function totalSupplyAt(uint256 id) public view returns (uint256) {
        return _supplies.upperLookup(uint48(id));
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        uint48 next = uint48(lastSnapshotId + 1);
        if (from != address(0)) _balances[from].push(next, uint208(balanceOf(from)));
        if (to != address(0)) _balances[to].push(next, uint208(balanceOf(to)));
        _supplies.push(next, uint208(totalSupply()));
    }
}
