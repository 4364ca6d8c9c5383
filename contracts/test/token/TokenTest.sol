// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {RevenueShareToken} from "../../src/RevenueShareToken.sol";
import {IRevenueShareToken} from "../../src/interfaces/IRevenueShareToken.sol";
import {Test} from "../base/Test.sol";

/// @title A token with three holders, and the few steps that its tests are made of
abstract contract TokenTest is Test {
    uint256 internal constant START = 1_800_000_000;
    uint32 internal constant INTERVAL = 1 days;
    uint32 internal constant WINDOW = 90 days;
    uint256 internal constant SUPPLY = 1_000_000 ether;
    address internal constant ETH_ASSET = address(0);

    ERC2771Forwarder internal forwarder;
    RevenueShareToken internal token;
    address internal treasury;
    address internal alice;
    uint256 internal aliceKey;
    address internal bob;
    address internal carol;
    address internal payer;

    function setUp() public virtual {
        vm.warp(START);
        (alice, aliceKey) = makeAddrAndKey("alice");
        bob = makeAddr("bob");
        carol = makeAddr("carol");
        payer = makeAddr("payer");
        treasury = makeAddr("treasury");
        forwarder = new ERC2771Forwarder("imo-relay forwarder");
        token = deploy(config());
        skip(1);
    }

    /// @dev ETH only; alice 50 %, bob 30 %, carol 20 %; 60 % of revenue is claimed.
    function config() internal view virtual returns (IRevenueShareToken.Config memory c) {
        c.name = "Open Model";
        c.symbol = "OM";
        c.contractURI = "data:application/json,{}";
        c.holders = new address[](3);
        (c.holders[0], c.holders[1], c.holders[2]) = (alice, bob, carol);
        c.amounts = new uint256[](3);
        (c.amounts[0], c.amounts[1], c.amounts[2]) = (SUPPLY * 5 / 10, SUPPLY * 3 / 10, SUPPLY * 2 / 10);
        c.treasury = treasury;
        c.forwarder = address(forwarder);
        c.claimShareBps = 6_000;
        c.snapshotInterval = INTERVAL;
        c.claimWindow = WINDOW;
        c.minRevenueWei = 0.01 ether;
    }

    function deploy(IRevenueShareToken.Config memory c) internal returns (RevenueShareToken) {
        return new RevenueShareToken(c);
    }

    function earn(uint256 amountWei) internal {
        deal(payer, amountWei);
        vm.prank(payer);
        (bool ok,) = address(token).call{value: amountWei}("");
        assertTrue(ok, "revenue is accepted");
    }

    /// @dev Waits until a snapshot is allowed and takes it.
    function snap() internal returns (uint256 id) {
        uint256 next = token.nextSnapshotAt();
        if (vm.getBlockTimestamp() < next) skip(next - vm.getBlockTimestamp());
        return token.snapshot();
    }

    function earnAndSnap(uint256 amountWei) internal returns (uint256 id) {
        earn(amountWei);
        return snap();
    }

    /// @dev Moves `amount` from alice to somebody new and lets it stand for a second.
    function give(address to, uint256 amount) internal {
        vm.prank(alice);
        token.transfer(to, amount);
        skip(1);
    }

    function balanceAndPools(address asset) internal view returns (uint256 balance, uint256 reserved) {
        balance = asset == ETH_ASSET ? address(token).balance : IERC20(asset).balanceOf(address(token));
        (uint256 claimPool, uint256 redeemPool) = token.pools(asset);
        reserved = claimPool + redeemPool;
    }

    function expire(uint256 id) internal {
        vm.warp(token.snapshotInfo(id).expiresAt + 1);
    }

    function signedRequest(uint256 key, bytes memory payload, uint256 gasLimit)
        internal
        view
        returns (ERC2771Forwarder.ForwardRequestData memory request)
    {
        address from = vm.addr(key);
        request = ERC2771Forwarder.ForwardRequestData({
            from: from,
            to: address(token),
            value: 0,
            gas: gasLimit,
            deadline: uint48(vm.getBlockTimestamp() + 1 hours),
            data: payload,
            signature: ""
        });
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,uint48 deadline,bytes data)"
                ),
                from,
                request.to,
                request.value,
                request.gas,
                forwarder.nonces(from),
                request.deadline,
                keccak256(payload)
            )
        );
        (, string memory name, string memory version, uint256 chainId, address verifier,,) = forwarder.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                verifier
            )
        );
        request.signature = signature(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
    }
}
