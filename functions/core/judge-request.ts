import { AbiCoder } from "ethers";
import type { FaultCode } from "./fault.ts";
import type { Address, Hex } from "./hex.ts";
import type { Limits } from "./stage.ts";
import type { ForwardRequest } from "./typed-data.ts";

const CLAIM = "0x379607f5"; // claim(uint256)
const CLAIM_BATCH = "0x62abebce"; // claimBatch(uint256[])
const coder = AbiCoder.defaultAbiCoder();

export type RequestVerdict = { ok: true; snapshotIds: bigint[] } | { ok: false; code: FaultCode };

/** What can be said about a request without the chain: the first rule that it breaks, or the snapshots it claims. */
export function judgeRequest(request: ForwardRequest, token: Address, limits: Limits, nowSec: number): RequestVerdict {
	const no = (code: FaultCode): RequestVerdict => ({ ok: false, code });
	if (request.to !== token) return no("wrong_target");
	if (request.value !== 0n) return no("value_not_zero");
	const call = readCall(request.data);
	if (!call.ok) return call;
	if (call.snapshotIds.length > limits.snapshotsPerClaim) return no("too_many_snapshots");
	if (new Set(call.snapshotIds).size !== call.snapshotIds.length) return no("duplicate_snapshot");
	if (request.gas < leastGas(call.snapshotIds.length)) return no("gas_too_low");
	if (request.gas > limits.requestGasCap) return no("gas_above_cap");
	const leftSec = request.deadlineSec - BigInt(nowSec);
	if (leftSec <= 0n) return no("deadline_passed");
	if (leftSec < BigInt(limits.deadlineMinSec)) return no("deadline_too_soon");
	if (leftSec > BigInt(limits.deadlineMaxSec)) return no("deadline_too_far");
	return call;
}

/** The exact selector and the exact, canonical length: anything else could be another function's call. */
function readCall(calldata: Hex): RequestVerdict {
	const selector = calldata.slice(0, 10);
	const types = selector === CLAIM ? ["uint256"] : selector === CLAIM_BATCH ? ["uint256[]"] : undefined;
	if (!types) return { ok: false, code: "wrong_selector" };
	const body: Hex = `0x${calldata.slice(10)}`;
	try {
		const [read] = coder.decode(types, body);
		if (coder.encode(types, [read]) !== body) return { ok: false, code: "wrong_calldata_length" };
		const snapshotIds: bigint[] = selector === CLAIM ? [read] : [...read];
		if (snapshotIds.length === 0) return { ok: false, code: "nothing_due" };
		return { ok: true, snapshotIds };
	} catch {
		return { ok: false, code: "wrong_calldata_length" };
	}
}

/** The gas that a quote puts into a request: the first claim of an account and each further snapshot, with room. */
export const quoteGas = (snapshots: number): bigint => 140_000n + 60_000n * BigInt(snapshots - 1);

/** The one call that claims these snapshots. */
export function claimCall(snapshotIds: readonly bigint[]): Hex {
	const [first] = snapshotIds;
	return snapshotIds.length === 1 && first !== undefined
		? `${CLAIM}${coder.encode(["uint256"], [first]).slice(2)}`
		: `${CLAIM_BATCH}${coder.encode(["uint256[]"], [[...snapshotIds]]).slice(2)}`;
}

/** Below this a claim of so many snapshots cannot succeed: a push is promised 50,000 gas, a snapshot takes 9,000 at least. */
const leastGas = (snapshots: number): bigint => 90_000n + 9_000n * BigInt(snapshots - 1);
