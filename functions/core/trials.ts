import { dataLength } from "ethers";
import { TRIALS_CODE, trialsAbi } from "./abi/trials.ts";
import { contract } from "./contract.ts";
import type { Address, Hex } from "./hex.ts";
import type { Call, CallResult } from "./ports/chain.ts";

const trials = contract(trialsAbi);
/** Nobody's: the code stands there for the one call only. */
const AT: Address = "0x747269616c730000000000000000000000000000";

/** What a transaction pays for its data (EIP-2028), and 21,000 for itself: a call from a contract pays neither. */
function intrinsicGas(data: Hex): bigint {
	let zeros = 0;
	for (let at = 2; at < data.length; at += 2) if (data[at] === "0" && data[at + 1] === "0") zeros++;
	return 21_000n + BigInt(4 * zeros + 16 * (dataLength(data) - zeros));
}

/** One eth_call that tries all of the calls, one after the other, each with just the gas that it would have alone. */
export function trialsCall(calls: readonly Call[], from: Address): Call {
	const tried = calls.map(({ to, data, gas = 0n }) => ({ to, gasGiven: gas - intrinsicGas(data), data }));
	const data = trials.encode("run", [tried]);
	const needed = tried.reduce((sum, { gasGiven }) => sum + gasGiven + gasGiven / 32n + 20_000n, intrinsicGas(data));
	const override = Object.assign({}, ...calls.map((call) => call.override ?? {}), { [AT]: TRIALS_CODE });
	return { from, to: AT, data, gas: needed + 100_000n, override };
}

/** How each of the calls ended; undefined: the node did not run them. */
export function readTrials(result: CallResult | undefined): CallResult[] | undefined {
	if (!result?.ok || result.returned === "0x") return undefined;
	return trials
		.decode("run", result.returned)[0]
		.map(({ ok, returned }) =>
			ok ? { ok, returned } : { ok, reverted: true, revertBytes: returned, message: "reverted in a trial" },
		);
}
