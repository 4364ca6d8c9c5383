// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Trials} from "../../src/local/Trials.sol";
import {Test} from "../base/Test.sol";

contract Tried {
    error Refused(uint256 why);

    uint256 public calls;

    function pay() external returns (uint256) {
        return ++calls;
    }

    function refuse() external pure {
        revert Refused(7);
    }

    function shout() external pure returns (bytes memory) {
        return new bytes(10_000);
    }

    function burn() external pure {
        assert(false);
    }
}

/// @title A batch's claims tried in one eth_call: each on its own, each with what it said
contract TrialsTest is Test {
    Trials private trials;
    Tried private tried;

    function setUp() public {
        trials = new Trials();
        tried = new Tried();
    }

    function test_EachTrialSaysHowItEnded_AndSeesTheOnesBefore() external {
        Trials.Trial[] memory list = new Trials.Trial[](4);
        list[0] = trial(Tried.pay.selector, 100_000);
        list[1] = trial(Tried.refuse.selector, 100_000);
        list[2] = trial(Tried.burn.selector, 100_000);
        list[3] = trial(Tried.pay.selector, 100_000);
        Trials.Result[] memory results = trials.run(list);
        assertTrue(results[0].ok, "first");
        assertEq(abi.decode(results[0].returned, (uint256)), 1, "first");
        assertTrue(!results[1].ok, "refused");
        assertEq(keccak256(results[1].returned), keccak256(abi.encodeWithSelector(Tried.Refused.selector, 7)), "why");
        assertTrue(!results[2].ok, "burnt");
        assertEq(abi.decode(results[3].returned, (uint256)), 2, "second");
    }

    function test_LongAnswersAreCutShort() external {
        Trials.Trial[] memory list = new Trials.Trial[](1);
        list[0] = trial(Tried.shout.selector, 100_000);
        assertEq(trials.run(list)[0].returned.length, 256, "length");
    }

    function test_TooLittleGasForATrialIsSaidAndNotTakenForItsFailure() external {
        Trials.Trial[] memory list = new Trials.Trial[](1);
        list[0] = trial(Tried.pay.selector, 1_000_000);
        (bool ok, bytes memory answer) = address(trials).call{gas: 500_000}(abi.encodeCall(trials.run, (list)));
        assertTrue(!ok, "it must revert");
        assertEq(bytes32(bytes4(answer)), bytes32(Trials.TrialsGasTooLow.selector), "error");
    }

    function trial(bytes4 selector, uint256 gasGiven) private view returns (Trials.Trial memory) {
        return Trials.Trial(address(tried), gasGiven, abi.encodeWithSelector(selector));
    }
}
