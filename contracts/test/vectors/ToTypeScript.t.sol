// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {ClaimMandate} from "../../src/ClaimMandate.sol";
import {IClaimMandate} from "../../src/interfaces/IClaimMandate.sol";
import {TokenTest} from "../token/TokenTest.sol";

/// @title Writes test/vectors/from-solidity.json, which test/unit/vectors.test.ts reads
/// @dev Holds the file against the contracts; with WRITE_VECTORS set it writes it. Integers are decimal strings.
contract ToTypeScriptTest is TokenTest {
    string private constant FILE = "test/vectors/from-solidity.json";

    ClaimMandate private delegate;
    ERC2771Forwarder.ForwardRequestData[] private requests;
    string private record;

    function test_VectorsAreAsTheContractsHaveThem() external {
        delegate = new ClaimMandate();
        string memory text = string.concat(
            "{\n\t\"forward\": [",
            _forwards(),
            "],\n\t\"consent\": [",
            _consents(),
            "],\n\t\"mandate\": [",
            _mandates(),
            "],\n\t\"calldata\": [",
            _calldata(),
            "],\n\t\"due\": [",
            _dues(),
            "]\n}\n"
        );
        if (bytes(vm.envOr("WRITE_VECTORS", "")).length != 0) vm.writeFile(FILE, text);
        assertEq(vm.readFile(FILE), text);
    }

    function _forwards() private returns (string memory list) {
        bytes[3] memory payloads = [
            abi.encodeCall(token.approve, (bob, 5)),
            abi.encodeCall(token.claim, (type(uint256).max)),
            abi.encodeCall(token.claimBatch, (two(1, 2)))
        ];
        for (uint256 i = 0; i < payloads.length; ++i) {
            ERC2771Forwarder.ForwardRequestData memory request = signedRequest(aliceKey, payloads[i], 100_000 + i);
            assertTrue(forwarder.verify(request), "valid");
            requests.push(request);
            _field("forwarder", vm.toString(address(forwarder)));
            _field("from", vm.toString(request.from));
            _field("to", vm.toString(request.to));
            _field("value", request.value);
            _field("gas", request.gas);
            _field("nonce", forwarder.nonces(request.from));
            _field("deadline", request.deadline);
            _field("data", vm.toString(request.data));
            _field("signature", vm.toString(request.signature));
            list = _append(list);
            // The next one has the next nonce.
            if (i == 0) forwarder.execute(request);
        }
        list = _end(list);
    }

    function _consents() private returns (string memory list) {
        uint256 deadline = vm.getBlockTimestamp() + 1 hours;
        uint256[][3] memory ids = [one(1), two(7, type(uint256).max), new uint256[](0)];
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes32 digest = token.consentDigest(alice, ids[i], deadline);
            _field("token", vm.toString(address(token)));
            _field("account", vm.toString(alice));
            _field("ids", _joined(ids[i]));
            _field("nonce", token.nonces(alice));
            _field("deadline", deadline);
            _field("digest", vm.toString(digest));
            list = _append(list);
            if (i != 0) continue;
            earnAndSnap(1 ether);
            deadline = vm.getBlockTimestamp() + 1 hours;
            digest = token.consentDigest(alice, one(1), deadline);
            token.claimWithConsent(alice, one(1), deadline, signature(aliceKey, digest));
        }
        list = _end(list);
    }

    function _mandates() private returns (string memory list) {
        uint256[2] memory nonces = [uint256(0), type(uint256).max];
        for (uint256 i = 0; i < nonces.length; ++i) {
            IClaimMandate.Mandate memory mandate = IClaimMandate.Mandate(alice, address(token), nonces[i], START + i);
            _field("delegate", vm.toString(address(delegate)));
            _field("account", vm.toString(alice));
            _field("token", vm.toString(address(token)));
            _field("nonce", nonces[i]);
            _field("expiry", mandate.expiry);
            _field("digest", vm.toString(delegate.mandateDigest(mandate)));
            list = _append(list);
        }
        list = _end(list);
    }

    function _calldata() private returns (string memory list) {
        _field("executeBatch", vm.toString(abi.encodeCall(forwarder.executeBatch, (requests, payable(payer)))));
        _field("lane", vm.toString(payer));
        _field("claim", vm.toString(abi.encodeCall(token.claim, (9))));
        _field("claimBatch", vm.toString(abi.encodeCall(token.claimBatch, (two(9, 10)))));
        _field("claimForMany", vm.toString(abi.encodeCall(token.claimForMany, (two(alice, bob), two(9, 10)))));
        list = _end(_append(list));
    }

    function _dues() private returns (string memory list) {
        for (uint256 i = 0; i < 6; ++i) {
            uint256 odd = uint256(keccak256(abi.encode("due", i)));
            give(bob, odd % 1_000_000);
            uint256 id = earnAndSnap(0.01 ether + odd % (10 ** (4 * i + 4)));
            (uint256 claimable,) = token.snapshotRevenue(id, ETH_ASSET);
            (, uint256 redeemPool) = token.pools(ETH_ASSET);
            _field("claimable", claimable);
            _field("balance", token.earningBalanceAt(bob, id));
            _field("supply", token.snapshotInfo(id).supply);
            _field("due", token.claimableRevenue(bob, id));
            _field("redeemPool", redeemPool);
            _field("burnt", odd % SUPPLY);
            _field("redeemable", token.redeemableOnBurn(odd % SUPPLY));
            list = _append(list);
        }
        list = _end(list);
    }

    function _field(string memory key, string memory value) private {
        string memory comma = bytes(record).length == 0 ? "" : ",";
        record = string.concat(record, comma, "\n\t\t\t\"", key, "\": \"", value, "\"");
    }

    function _field(string memory key, uint256 value) private {
        _field(key, vm.toString(value));
    }

    function _append(string memory list) private returns (string memory longer) {
        string memory comma = bytes(list).length == 0 ? "" : ",";
        longer = string.concat(list, comma, "\n\t\t{", record, "\n\t\t}");
        record = "";
    }

    function _end(string memory list) private pure returns (string memory) {
        return string.concat(list, "\n\t");
    }

    function _joined(uint256[] memory ids) private pure returns (string memory list) {
        for (uint256 i = 0; i < ids.length; ++i) {
            list = string.concat(list, i == 0 ? "" : ",", vm.toString(ids[i]));
        }
    }
}
