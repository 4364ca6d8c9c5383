// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The least of an ERC-20, to be made weird by overriding
abstract contract BareAsset {
    mapping(address account => uint256) internal _held;

    function mint(address to, uint256 amount) external virtual {
        _held[to] += amount;
    }

    function balanceOf(address account) public view virtual returns (uint256) {
        return _held[account];
    }

    function _move(address from, address to, uint256 amount) internal virtual {
        require(_held[from] >= amount, "balance");
        _held[from] -= amount;
        _held[to] += amount;
    }
}

/// @title Keeps a hundredth of what is sent; with `onTop` the sender pays it besides
contract FeeAsset is BareAsset {
    bool private immutable _onTop;

    constructor(bool onTop) {
        _onTop = onTop;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        uint256 fee = amount / 100;
        if (_onTop) {
            _move(msg.sender, address(1), fee);
            _move(msg.sender, to, amount);
        } else {
            _move(msg.sender, address(1), fee);
            _move(msg.sender, to, amount - fee);
        }
        return true;
    }
}

/// @title Every balance grows and shrinks by itself
contract RebasingAsset is BareAsset {
    uint256 private _percent = 100;

    function rebase(uint256 percent) external {
        _percent = percent;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return _held[account] * _percent / 100;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount * 100 / _percent);
        return true;
    }
}

/// @title Answers false, or something that is neither true nor false, instead of reverting
contract FalseAsset is BareAsset {
    uint256 public answer;

    function setAnswer(uint256 answer_) external {
        answer = answer_;
    }

    function transfer(address to, uint256 amount) external returns (uint256) {
        if (answer == 1) _move(msg.sender, to, amount);
        return answer;
    }
}

/// @title Answers nothing
contract SilentAsset is BareAsset {
    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }
}

/// @title Reverts on transfer or on balanceOf, burns all gas, or answers with far too much
contract BrokenAsset is BareAsset {
    enum Fault {
        None,
        Transfer,
        Balance,
        Gas,
        Bomb,
        RevertBomb,
        ShortAnswer,
        Absurd
    }

    Fault public fault;

    function setFault(Fault fault_) external {
        fault = fault_;
    }

    function balanceOf(address account) public view override returns (uint256) {
        if (fault == Fault.Balance) revert("balanceOf");
        if (fault == Fault.Absurd) return type(uint256).max;
        _misbehave();
        return _held[account];
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        if (fault == Fault.Transfer) revert("transfer");
        _misbehave();
        _move(msg.sender, to, amount);
        return true;
    }

    function _misbehave() private view {
        if (fault == Fault.Gas) {
            for (uint256 i = 0; true; ++i) {
                keccak256(abi.encode(i));
            }
        }
        if (fault == Fault.Bomb) {
            assembly {
                return(0, 100000)
            }
        }
        if (fault == Fault.RevertBomb) {
            assembly {
                revert(0, 100000)
            }
        }
        if (fault == Fault.ShortAnswer) {
            assembly {
                mstore(0, not(0))
                return(0, 31)
            }
        }
    }
}

/// @title Pays nobody on its list
contract BlocklistingAsset is BareAsset {
    mapping(address account => bool) public isBlocked;

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        require(!isBlocked[to] && !isBlocked[msg.sender], "blocked");
        _move(msg.sender, to, amount);
        return true;
    }
}

/// @title Calls somebody before and after each transfer
contract HookAsset is BareAsset {
    address private _target;
    bytes[] private _payloads;
    uint256 public attempts;
    uint256 public successes;

    function onTransfer(address target, bytes[] calldata payloads) external {
        _target = target;
        for (uint256 i = 0; i < payloads.length; ++i) {
            _payloads.push(payloads[i]);
        }
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _callAll();
        _move(msg.sender, to, amount);
        _callAll();
        return true;
    }

    function _callAll() private {
        for (uint256 i = 0; i < _payloads.length; ++i) {
            ++attempts;
            (bool ok,) = _target.call(_payloads[i]);
            if (ok) ++successes;
        }
    }
}
