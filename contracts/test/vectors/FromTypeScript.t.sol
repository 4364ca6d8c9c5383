// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {ClaimMandate} from "../../src/ClaimMandate.sol";
import {IClaimMandate} from "../../src/interfaces/IClaimMandate.sol";
import {RevenueShareToken} from "../../src/RevenueShareToken.sol";
import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {Test} from "../base/Test.sol";

/// @title What TypeScript signs, encodes and computes is what the contracts take, expect and pay
contract FromTypeScriptTest is Test {
    bytes32 private constant REQUEST_TYPEHASH = keccak256(
        "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,uint48 deadline,bytes data)"
    );
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    string private json;

    function setUp() public {
        vm.warp(1_800_000_000);
        json = vm.readFile("test/vectors/from-typescript.json");
    }

    function test_ForwardRequestsAreValidAtTheForwarder() external {
        uint256 count;
        for (string memory at = _item("forward", 0); vm.keyExistsJson(json, at); at = _item("forward", ++count)) {
            vm.chainId(_uint(at, ".domain.chainId"));
            vm.prank(_address(at, ".deployer"));
            ERC2771Forwarder forwarder = new ERC2771Forwarder(_string(at, ".domain.name"));
            assertEq(address(forwarder), _address(at, ".domain.verifyingContract"), "address");
            ERC2771Forwarder.ForwardRequestData memory request = _request(at);
            assertEq(forwarder.nonces(request.from), _uint(at, ".request.nonce"), "nonce");
            assertEq(_digest(forwarder, request), _bytes32(at, ".digest"), "digest");
            vm.mockCall(request.to, abi.encodeWithSignature("isTrustedForwarder(address)", forwarder), abi.encode(true));
            assertTrue(forwarder.verify(request), "signature");
        }
        assertGe(count, 4, "vectors");
    }

    function test_ExecuteBatchCalldata() external view {
        ERC2771Forwarder.ForwardRequestData[] memory requests = new ERC2771Forwarder.ForwardRequestData[](4);
        for (uint256 i = 0; i < 4; ++i) {
            requests[i] = _request(_item("forward", i));
        }
        address payable lane = payable(_address(".executeBatch", ".lane"));
        assertEq(abi.encodeCall(ERC2771Forwarder.executeBatch, (requests, lane)), _bytes(".executeBatch", ".data"));
    }

    function test_ClaimCalldata() external view {
        uint256 count;
        for (string memory at = _item("claim", 0); vm.keyExistsJson(json, at); at = _item("claim", ++count)) {
            uint256[] memory ids = _uints(at, ".ids");
            bytes memory expected = ids.length == 1
                ? abi.encodeWithSignature("claim(uint256)", ids[0])
                : abi.encodeCall(IRevenueShareToken.claimBatch, (ids));
            assertEq(expected, _bytes(at, ".data"));
        }
        assertGe(count, 3, "vectors");
    }

    function test_ConsentDigests() external {
        uint256 count;
        for (string memory at = _item("consent", 0); vm.keyExistsJson(json, at); at = _item("consent", ++count)) {
            vm.chainId(_uint(at, ".chainId"));
            RevenueShareToken token =
                _token(_address(at, ".deployer"), _string(at, ".name"), two(address(1), address(2)), two(1, 0), 0);
            assertEq(address(token), _address(at, ".token"), "address");
            address account = _address(at, ".account");
            assertEq(token.nonces(account), _uint(at, ".nonce"), "nonce");
            bytes32 digest = token.consentDigest(account, _uints(at, ".ids"), _uint(at, ".deadline"));
            assertEq(digest, _bytes32(at, ".digest"), "digest");
        }
        assertGe(count, 4, "vectors");
    }

    function test_MandateDigests() external {
        uint256 count;
        for (string memory at = _item("mandate", 0); vm.keyExistsJson(json, at); at = _item("mandate", ++count)) {
            vm.chainId(_uint(at, ".chainId"));
            vm.prank(_address(at, ".deployer"));
            ClaimMandate delegate = new ClaimMandate();
            IClaimMandate.Mandate memory mandate = IClaimMandate.Mandate({
                account: _address(at, ".account"),
                token: _address(at, ".token"),
                nonce: _uint(at, ".nonce"),
                expiry: _uint(at, ".expiry")
            });
            assertEq(delegate.mandateDigest(mandate), _bytes32(at, ".digest"), "digest");
        }
        assertGe(count, 3, "vectors");
    }

    function test_DueAmounts() external {
        uint256 count;
        for (string memory at = _item("due", 0); vm.keyExistsJson(json, at); at = _item("due", ++count)) {
            (uint256 balance, uint256 supply) = (_uint(at, ".balance"), _uint(at, ".supply"));
            (address holder, address others) = (makeAddr("holder"), makeAddr("others"));
            RevenueShareToken token = _token(
                address(this), "Due", two(holder, others), two(balance, supply - balance), _uint(at, ".claimShareBps")
            );
            skip(1);
            deal(address(token), _uint(at, ".revenue"));
            uint256 id = token.snapshot();
            (uint256 claimable,) = token.snapshotRevenue(id, address(0));
            assertEq(claimable, _uint(at, ".claimable"), "claimable");
            assertEq(token.claimableRevenue(holder, id), _uint(at, ".due"), "due");
            assertEq(token.redeemableOnBurn(balance), _uint(at, ".redeemable"), "redeemable");
        }
        assertGe(count, 9, "vectors");
    }

    function _token(
        address deployer,
        string memory name,
        address[] memory holders,
        uint256[] memory amounts,
        uint256 shareBps
    ) private returns (RevenueShareToken) {
        IRevenueShareToken.Config memory c;
        (c.name, c.symbol, c.treasury) = (name, "V", address(3));
        (c.holders, c.amounts) = (holders, amounts);
        (c.claimShareBps, c.claimWindow) = (uint16(shareBps), 1 days);
        vm.prank(deployer);
        return new RevenueShareToken(c);
    }

    function _request(string memory at) private view returns (ERC2771Forwarder.ForwardRequestData memory) {
        return ERC2771Forwarder.ForwardRequestData({
            from: _address(at, ".request.from"),
            to: _address(at, ".request.to"),
            value: _uint(at, ".request.value"),
            gas: _uint(at, ".request.gas"),
            deadline: uint48(_uint(at, ".request.deadlineSec")),
            data: _bytes(at, ".request.data"),
            signature: _bytes(at, ".signature")
        });
    }

    function _digest(ERC2771Forwarder forwarder, ERC2771Forwarder.ForwardRequestData memory r)
        private
        view
        returns (bytes32)
    {
        (, string memory name, string memory version, uint256 chainId, address at,,) = forwarder.eip712Domain();
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256(bytes(version)), chainId, at));
        uint256 nonce = forwarder.nonces(r.from);
        bytes32 request =
            keccak256(abi.encode(REQUEST_TYPEHASH, r.from, r.to, r.value, r.gas, nonce, r.deadline, keccak256(r.data)));
        return keccak256(abi.encodePacked(hex"1901", domain, request));
    }

    function _item(string memory list, uint256 index) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(index), "]");
    }

    function _address(string memory at, string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(at, key));
    }

    function _uint(string memory at, string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(at, key));
    }

    function _uints(string memory at, string memory key) private view returns (uint256[] memory) {
        return vm.parseJsonUintArray(json, string.concat(at, key));
    }

    function _string(string memory at, string memory key) private view returns (string memory) {
        return vm.parseJsonString(json, string.concat(at, key));
    }

    function _bytes(string memory at, string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, string.concat(at, key));
    }

    function _bytes32(string memory at, string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(at, key));
    }
}
