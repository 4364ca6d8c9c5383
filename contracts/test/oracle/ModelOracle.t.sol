// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IModelOracle} from "../../src/interfaces/IModelOracle.sol";
import {ModelOracle} from "../../src/local/ModelOracle.sol";
import {Test} from "../base/Test.sol";
import {Coin, Refuser} from "../router/Mocks.sol";

contract ModelOracleTest is Test {
    uint256 internal constant FEE = 0.0003 ether;

    ModelOracle internal oracle;
    Coin internal coin;
    address internal receiver;
    address internal user;
    uint256 internal ethModel;
    uint256 internal coinModel;

    function setUp() public {
        oracle = new ModelOracle();
        coin = new Coin();
        receiver = makeAddr("receiver");
        user = makeAddr("user");
        ethModel = oracle.registerModel(receiver, address(0), FEE);
        coinModel = oracle.registerModel(receiver, address(coin), 5e6);
        deal(user, 10 ether);
        coin.mint(user, 100e6);
        vm.prank(user);
        coin.approve(address(oracle), type(uint256).max);
    }

    function test_RegisterModel_NumbersModelsAndKeepsWhatWasSaid() external {
        vm.expectEmit();
        emit IModelOracle.ModelRegistered(2, user, address(coin), 7);
        uint256 id = oracle.registerModel(user, address(coin), 7);

        IModelOracle.Model memory model = oracle.getModel(id);
        assertEq(id, 2);
        assertEq(model.receiver, user);
        assertEq(model.token, address(coin));
        assertEq(model.fee, 7);
        assertEq(model.accumulateRevenue, 0);
    }

    function test_RequestInference_AccruesTheFeeOfThatModelOnly() external {
        vm.prank(user);
        vm.expectEmit();
        emit IModelOracle.InferenceRequested(ethModel, user, "hello");
        oracle.requestInference{value: FEE}(ethModel, "hello");

        assertEq(oracle.getModel(ethModel).accumulateRevenue, FEE);
        assertEq(oracle.getModel(coinModel).accumulateRevenue, 0);
    }

    function test_RequestInference_PullsAnErc20Fee() external {
        vm.prank(user);
        oracle.requestInference(coinModel, "hello");
        assertEq(coin.balanceOf(address(oracle)), 5e6);
        assertEq(oracle.getModel(coinModel).accumulateRevenue, 5e6);
    }

    function testFuzz_RequestInference_RefusesAnyOtherFee(uint256 paid) external {
        paid = bound(paid, 0, 10 ether);
        vm.assume(paid != FEE);
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(IModelOracle.ModelOracleWrongFee.selector, paid, FEE));
        oracle.requestInference{value: paid}(ethModel, "hello");
    }

    function test_RequestInference_RefusesEthForAModelPaidInErc20() external {
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(IModelOracle.ModelOracleWrongFee.selector, 1, 0));
        oracle.requestInference{value: 1}(coinModel, "hello");
    }

    function test_ClaimModelRevenue_ByAnyonePushesEthToTheReceiverAndIsSilent() external {
        _use(ethModel, 3);
        uint256 before = address(this).balance;

        vm.recordLogs();
        oracle.claimModelRevenue(ethModel);

        assertEq(vm.getRecordedLogs().length, 0, "emits nothing");
        assertEq(address(this).balance, before, "pays the caller nothing");
        assertEq(receiver.balance, 3 * FEE);
        assertEq(oracle.getModel(ethModel).accumulateRevenue, 0);
    }

    function test_ClaimModelRevenue_PushesErc20() external {
        _use(coinModel, 2);
        oracle.claimModelRevenue(coinModel);
        assertEq(coin.balanceOf(receiver), 10e6);
        assertEq(oracle.getModel(coinModel).accumulateRevenue, 0);
    }

    function test_ClaimModelRevenue_RefusesWhenNothingAccrued() external {
        vm.expectRevert(abi.encodeWithSelector(IModelOracle.ModelOracleNoRevenue.selector, ethModel));
        oracle.claimModelRevenue(ethModel);
    }

    function test_ClaimModelRevenue_LeavesTheRevenueWhereItIsWhenTheReceiverRefuses() external {
        address refuser = address(new Refuser());
        uint256 id = oracle.registerModel(refuser, address(0), FEE);
        _use(id, 1);
        vm.expectRevert(abi.encodeWithSelector(IModelOracle.ModelOracleTransferRefused.selector, refuser, FEE));
        oracle.claimModelRevenue(id);
        assertEq(oracle.getModel(id).accumulateRevenue, FEE);
    }

    function test_UnknownModelsAreRefused() external {
        bytes memory unknown = abi.encodeWithSelector(IModelOracle.ModelOracleUnknownModel.selector, 2, 2);
        vm.expectRevert(unknown);
        oracle.getModel(2);
        vm.expectRevert(unknown);
        oracle.claimModelRevenue(2);
        vm.expectRevert(unknown);
        oracle.requestInference(2, "hello");
    }

    function testFuzz_WhatIsPaidInIsWhatTheReceiversGet(uint8 ethUses, uint8 coinUses) external {
        uint256 a = bound(ethUses, 1, 20);
        uint256 b = bound(coinUses, 1, 20);
        _use(ethModel, a);
        _use(coinModel, b);
        oracle.claimModelRevenue(ethModel);
        oracle.claimModelRevenue(coinModel);
        assertEq(receiver.balance, a * FEE);
        assertEq(coin.balanceOf(receiver), b * 5e6);
        assertEq(address(oracle).balance, 0);
        assertEq(coin.balanceOf(address(oracle)), 0);
    }

    function _use(uint256 modelId, uint256 times) private {
        IModelOracle.Model memory model = oracle.getModel(modelId);
        for (uint256 i = 0; i < times; ++i) {
            vm.prank(user);
            oracle.requestInference{value: model.token == address(0) ? model.fee : 0}(modelId, "prompt");
        }
    }
}
