import { AbiCoder } from "ethers";
import type { FaultCode } from "./fault.ts";
import type { Address, Hex } from "./hex.ts";
import { ASSET_PUSH_GAS, LINE_GAS } from "./routes/route-rules.ts";
import type { Limits } from "./stage.ts";
import type { ForwardRequest } from "./typed-data.ts";

const CLAIM = "0x379607f5"; // claim(uint256)
const CLAIM_BATCH = "0x62abebce"; // claimBatch(uint256[])
const coder = AbiCoder.defaultAbiCoder();

export type RequestVerdict =
	| { ok: true; snapshotIds: bigint[] }
	| { ok: false; code: FaultCode; facts?: Record<string, string | number> };
const no = (code: FaultCode, facts: Record<string, string | number> = {}): RequestVerdict => ({
	ok: false,
	code,
	facts,
});

/** What can be said about a request without the chain: the first rule that it breaks, or the snapshots it claims. */
export function judgeRequest(request: ForwardRequest, token: Address, limits: Limits, nowSec: number): RequestVerdict {
	if (request.to !== token) return no("wrong_target");
	if (request.value !== 0n) return no("value_not_zero");
	const call = readCall(request.data);
	if (!call.ok) return call;
	const judged = judgeSnapshots(call.snapshotIds, request.deadlineSec, limits, nowSec);
	if (!judged.ok) return judged;
	const { length } = judged.snapshotIds;
	const bounds = { leastGas: leastGas(length).toString(), gasCap: limits.requestGasCap.toString() };
	if (request.gas < leastGas(length)) return no("gas_too_low", bounds);
	if (request.gas > limits.requestGasCap) return no("gas_above_cap", bounds);
	return judged;
}

/** What every claim keeps to, whatever its route: some snapshots, each once, and a deadline within bounds. */
export function judgeSnapshots(ids: bigint[], deadlineSec: bigint, limits: Limits, nowSec: number): RequestVerdict {
	if (ids.length === 0) return no("nothing_due");
	if (ids.length > limits.snapshotsPerClaim) return no("too_many_snapshots", { most: limits.snapshotsPerClaim });
	if (new Set(ids).size !== ids.length) return no("duplicate_snapshot");
	const leftSec = deadlineSec - BigInt(nowSec);
	const bounds = { nowSec, soonestSec: nowSec + limits.deadlineMinSec, farthestSec: nowSec + limits.deadlineMaxSec };
	if (leftSec <= 0n) return no("deadline_passed", bounds);
	if (leftSec < BigInt(limits.deadlineMinSec)) return no("deadline_too_soon", bounds);
	if (leftSec > BigInt(limits.deadlineMaxSec)) return no("deadline_too_far", bounds);
	return { ok: true, snapshotIds: ids };
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
		return { ok: true, snapshotIds };
	} catch {
		return { ok: false, code: "wrong_calldata_length" };
	}
}

/** The gas that a quote puts into a request: the first claim of an account, each further snapshot and ERC-20, with room. */
export const quoteGas = (snapshots: number, assets: number): bigint =>
	140_000n + 60_000n * BigInt(snapshots - 1) + ASSET_PUSH_GAS * BigInt(assets) + LINE_GAS * BigInt(snapshots * assets);

/** The one call that claims these snapshots. */
export function claimCall(snapshotIds: readonly bigint[]): Hex {
	const [first] = snapshotIds;
	return snapshotIds.length === 1 && first !== undefined
		? `${CLAIM}${coder.encode(["uint256"], [first]).slice(2)}`
		: `${CLAIM_BATCH}${coder.encode(["uint256[]"], [[...snapshotIds]]).slice(2)}`;
}

/** Below this a claim of so many snapshots cannot succeed: a push is promised 50,000 gas, a snapshot takes 9,000 at least. */
const leastGas = (snapshots: number): bigint => 90_000n + 9_000n * BigInt(snapshots - 1);
