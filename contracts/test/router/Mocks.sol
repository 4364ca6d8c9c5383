// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title What the router's surroundings look like in its tests, and their bad days

contract Coin is ERC20("Coin", "COIN") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// @dev Blocklists accounts, by revert or by `false`.
contract MoodyCoin is Coin {
    enum Mood {
        Willing,
        Reverts,
        AnswersFalse,
        BurnsGas
    }

    mapping(address => Mood) public moodTowards;

    function setMood(address to, Mood mood) external {
        moodTowards[to] = mood;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        Mood mood = moodTowards[to];
        if (mood == Mood.AnswersFalse) return false;
        if (mood == Mood.Reverts) revert("blocked");
        if (mood == Mood.BurnsGas) {
            while (true) {}
        }
        return super.transfer(to, amount);
    }
}

/// @dev Keeps 1 % of every transfer.
contract TaxedCoin is Coin {
    function _update(address from, address to, uint256 amount) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, amount);
        super._update(from, address(0), amount / 100);
        super._update(from, to, amount - amount / 100);
    }
}

/// @dev Old style: no return value.
contract SilentCoin {
    mapping(address => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}

contract Weth is ERC20("Wrapped Ether", "WETH") {
    function deposit() external payable {
        _mint(msg.sender, msg.value);
    }

    function withdraw(uint256 amountWei) external {
        _burn(msg.sender, amountWei);
        payable(msg.sender).transfer(amountWei);
    }
}

/// @dev As much of the token as the router sees.
contract TokenStub {
    address[] private _assets;
    bool public refuses;

    event RevenueReceived(address indexed asset, address indexed source, uint256 amount);

    constructor(address[] memory erc20s) {
        _assets.push(address(0));
        for (uint256 i = 0; i < erc20s.length; ++i) {
            _assets.push(erc20s[i]);
        }
    }

    receive() external payable virtual {
        require(!refuses, "refused");
        emit RevenueReceived(address(0), msg.sender, msg.value);
    }

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function assets() external view returns (address[] memory) {
        return _assets;
    }
}

/// @dev A token that flushes an ERC-20 from within the arrival of ETH.
contract ReenteringToken is TokenStub {
    bool public entered;
    bool public succeeded;

    constructor(address[] memory erc20s) TokenStub(erc20s) {}

    receive() external payable override {
        entered = true;
        (succeeded,) = msg.sender.call(abi.encodeWithSignature("flush(address)", this.assets()[1]));
    }
}

contract Refuser {
    bool public willing;

    receive() external payable {
        require(willing, "no thanks");
    }

    function setWilling(bool willing_) external {
        willing = willing_;
    }

    function act(address target, bytes calldata data) external payable returns (bytes memory) {
        (bool success, bytes memory result) = target.call{value: msg.value}(data);
        if (!success) {
            assembly {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }
}

/// @dev Answers with a megabyte, or as much as its gas buys, to make whoever copies it pay.
contract Bomber {
    receive() external payable {
        assembly {
            revert(0, 1000000)
        }
    }
}

contract GasBurner {
    receive() external payable {
        while (true) {}
    }
}

/// @dev Accepts only when it is given (nearly) all the gas that it is promised.
contract Hungry {
    uint256 private immutable hunger;

    constructor(uint256 gas_) {
        hunger = gas_;
    }

    receive() external payable {
        require(gasleft() > hunger, "hungry");
    }
}

/// @dev Calls `target` back with `data` when it is paid, and remembers how that went.
contract Reenterer {
    address public target;
    bytes public data;
    bool private armed; // makes the first write below cheap, so that the attack fits into little gas
    bool public entered;
    bool public succeeded;
    bool public refuses;

    function aim(address target_, bytes calldata data_) external {
        (target, data, armed) = (target_, data_, true);
    }

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    receive() external payable {
        require(!refuses, "not yet");
        entered = true;
        (succeeded,) = target.call(data);
    }
}

/// @dev Pays by `transfer`, as some marketplaces do: 2,300 gas.
contract StingyPayer {
    function pay(address payable to) external payable {
        to.transfer(msg.value);
    }
}
