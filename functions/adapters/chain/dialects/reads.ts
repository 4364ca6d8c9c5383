import { Fault } from "../../../core/fault.ts";
import type { Hex } from "../../../core/hex.ts";
import type { CallResult } from "../../../core/ports/chain.ts";

/** What is read once and kept; read again when that failed. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
	let reading: Promise<T> | undefined;
	return () => {
		reading ??= read().catch((error: unknown) => {
			reading = undefined;
			throw error;
		});
		return reading;
	};
}

/** Up to `limit` snapshot ids from `newest` down to 1. */
/** The newest of those there are; with `before`, of those below it. */
export const newestBelow = (current: bigint, before?: bigint): bigint =>
	before === undefined || before > current ? current : before - 1n;
export function idsDownFrom(newest: bigint, limit: number): bigint[] {
	const ids: bigint[] = [];
	for (let id = newest; id > 0n && ids.length < limit; id--) ids.push(id);
	return ids;
}

/** Whether the contract, and not the node, fails to return a word. */
export const isContractsFault = (result: CallResult): boolean =>
	result.ok ? result.returned.length < 2 + 64 : result.reverted;

/** What a call returned; fault `rpc_unavailable` when it did not. */
export function returnedOf(result: CallResult | undefined): Hex {
	if (result?.ok && result.returned !== "0x") return result.returned;
	throw new Fault("rpc_unavailable", "the token does not answer as its dialect says", {
		token: result?.ok ? "no contract there" : (result?.message ?? "no answer"),
	});
}
