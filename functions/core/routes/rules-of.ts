import type { Claim, Outcome, Route } from "../claim.ts";
import type { Log } from "../contract.ts";
import type { Address, Hex } from "../hex.ts";
import type { Inclusion, Payload } from "../transaction.ts";
import { contractAccountRoute } from "./contract-account.ts";
import { forwarderRoute } from "./forwarder.ts";
import { mandateRoute } from "./mandate.ts";
import { onBehalfRoute } from "./on-behalf.ts";
import type { ReadPayments, RouteRules } from "./route-rules.ts";

const rules = {
	forwarder: forwarderRoute,
	"on-behalf": onBehalfRoute,
	"contract-account": contractAccountRoute,
	mandate: mandateRoute,
} satisfies Record<Route, unknown>;

/** The rules of a claim's route. */
export const rulesOf = (claim: Claim): RouteRules => rules[claim.route] as RouteRules;

/** Claims of one key may share a transaction. */
export const batchKey = (claim: Claim): string =>
	claim.isAlone ? `alone#${claim.id}` : rulesOf(claim).batchKey(claim);

/** The bytes that one transaction may carry: pools refuse 128 KiB, envelope included. */
export const MAX_CALLDATA_BYTES = 120_000;
/** Function, offsets and lengths of a batch, and its list of snapshots. */
export const BATCH_BYTES = 132 + 32 * 32;

/** Whether a transaction of so much gas and so many bytes of data can be paid for. */
export type CanPay = (gas: bigint, bytes: number) => boolean;

/** As many of the claims, which are of one key, as one transaction holds by gas, by bytes and by what can be paid for; in their order. */
export function fitBatch(claims: readonly Claim[], gasCap: bigint, canPay: CanPay = () => true): Claim[] {
	const [first] = claims;
	if (!first) return [];
	const { overheadGas, claimGas, calldataBytes } = rulesOf(first);
	let gas = overheadGas;
	let bytes = BATCH_BYTES;
	const fitting: Claim[] = [];
	for (const claim of claims) {
		gas += claimGas(claim);
		bytes += calldataBytes(claim);
		if (gas > gasCap || bytes > MAX_CALLDATA_BYTES || !canPay(gas, bytes)) break;
		fitting.push(claim);
	}
	return fitting;
}

/** One transaction for claims of one key; at least one. */
export function batchPayload(claims: readonly Claim[], lane: Address): Payload {
	const [first] = claims;
	if (!first) throw new Error("a batch has at least one claim");
	return rulesOf(first).payload(claims, lane);
}

/** What an included transaction did for each of the claims that it carries. */
export function outcomesOf(
	claims: readonly Claim[],
	inclusion: Inclusion,
	logs: readonly Log[],
	payments: ReadPayments,
): Map<Hex, Outcome> {
	const [first] = claims;
	return first ? rulesOf(first).outcomes(claims, inclusion, logs, payments) : new Map<Hex, Outcome>();
}
