// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A contract that does what its test says: the base of holders and recipients below
contract CallingAccount {
    function run(address target, bytes calldata payload) external returns (bytes memory) {
        (bool ok, bytes memory answer) = target.call(payload);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }
}

/// @title Takes ETH, and answers ERC-1271 for one key
contract WalletAccount is CallingAccount, IERC1271 {
    address private immutable _signer;

    constructor(address signer) {
        _signer = signer;
    }

    receive() external payable {}

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recover(digest, signature) == _signer ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @title Takes no ETH until it is told to
contract RefusingAccount is CallingAccount {
    bool public accepts;

    receive() external payable {
        require(accepts, "refused");
    }

    function setAccepts(bool accepts_) external {
        accepts = accepts_;
    }
}

/// @title Calls something, once, when ETH arrives, and remembers how that ended
contract ReentrantAccount is CallingAccount {
    address private _target;
    bytes private _payload;
    bool public attempted;
    bool public succeeded;
    bytes4 public failure;

    receive() external payable {
        if (_target == address(0) || attempted) return;
        attempted = true;
        bytes memory answer;
        (succeeded, answer) = _target.call(_payload);
        if (!succeeded) failure = bytes4(answer);
    }

    function onEth(address target, bytes calldata payload) external {
        (_target, _payload, attempted) = (target, payload, false);
    }
}

/// @title Answers ETH with as much return data as its gas allows
contract BombAccount is CallingAccount {
    bool private immutable _reverts;

    constructor(bool reverts) {
        _reverts = reverts;
    }

    receive() external payable {
        bool reverts = _reverts;
        assembly {
            // 40,000 gas buy about 6,000 words of memory; copying them would cost the caller as much again.
            let size := mul(5000, 32)
            if reverts { revert(0, size) }
            return(0, size)
        }
    }
}

/// @title Burns all gas that it is given
contract GasEatingAccount is CallingAccount {
    uint256 private _counter;

    receive() external payable {
        while (true) {
            ++_counter;
        }
    }
}

/// @title Needs a good part of the promised gas: starving it is what an attacker would want
contract HungryAccount is CallingAccount {
    uint256[] private _slots;

    receive() external payable {
        _slots.push(msg.value);
    }
}
