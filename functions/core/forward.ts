import { erc2771ForwarderAbi } from "./abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "./abi/revenue-share-token.ts";
import type { Claim, Outcome } from "./claim.ts";
import { contract, type Log } from "./contract.ts";
import type { FaultCode } from "./fault.ts";
import { BATCH_OVERHEAD_GAS, requestGas } from "./forward-gas.ts";
import type { Address, Hex } from "./hex.ts";
import type { Inclusion, Payload } from "./transaction.ts";

const token = contract(revenueShareTokenAbi);
export const forwarder = contract(erc2771ForwarderAbi);

/** The claims' bytes that one transaction may carry: pools refuse 128 KiB, envelope included. */
const MAX_CALLDATA_BYTES = 120_000;
/** The gas that a claim needs in a batch at worst. */
export const claimGas = (claim: Claim): bigint => requestGas(claim.request.gas);
const calldataBytes = (claim: Claim): number => 320 + 96 + Math.ceil(claim.request.data.length / 2 / 32) * 32 + 64;

/** As many of the claims, in order, as one transaction holds by gas and by bytes. */
export function fitBatch(claims: readonly Claim[], gasCap: bigint): Claim[] {
	let gas = BATCH_OVERHEAD_GAS;
	let bytes = 132;
	const fitting: Claim[] = [];
	for (const claim of claims) {
		gas += claimGas(claim);
		bytes += calldataBytes(claim);
		if (gas > gasCap || bytes > MAX_CALLDATA_BYTES) break;
		fitting.push(claim);
	}
	return fitting;
}

const requestData = ({ request, signature }: Claim) => ({
	from: request.from,
	to: request.to,
	value: request.value,
	gas: request.gas,
	deadline: request.deadlineSec,
	data: request.data,
	signature,
});

/**
 * One `executeBatch` for all of the claims, which are of one forwarder. The refund receiver is the lane itself: with one, the forwarder skips
 * what has become invalid instead of reverting them all, and no value travels that could be refunded.
 */
export function forwardBatch(claims: readonly Claim[], lane: Address): Payload {
	const [first] = claims;
	if (!first) throw new Error("a batch has at least one claim");
	return {
		to: first.forwarder,
		data: forwarder.encode("executeBatch", [claims.map(requestData), lane]),
		gasLimit: claims.reduce((sum, claim) => sum + claimGas(claim), BATCH_OVERHEAD_GAS),
	};
}

/**
 * The call that shows whether a claim would succeed now: alone, from the lane, with just the gas that it gets in a
 * batch. `execute` reverts where a batch would skip the request or let it fail.
 */
export function trial(claim: Claim, lane: Address) {
	const data = forwarder.encode("execute", [requestData(claim)]);
	return { from: lane, to: claim.forwarder, data, gas: 21_000n + claimGas(claim) };
}

/** Why a trial reverted, as far as the forwarder says. */
export function trialFault(revertBytes: Hex): FaultCode {
	const name = forwarder.errorName(revertBytes);
	if (name === "ERC2771ForwarderExpiredRequest") return "deadline_passed";
	return name === "ERC2771ForwarderInvalidSigner" ? "nonce_used" : "claim_reverted"; // the nonce is part of what is signed
}

/** What an included transaction did for each of the claims it carries, from its events alone. */
export function outcomesOf(claims: readonly Claim[], inclusion: Inclusion, logs: readonly Log[]): Map<Hex, Outcome> {
	const executed = forwarder.events(
		"ExecutedForwardRequest",
		logs.filter((log) => log.address === claims[0]?.forwarder),
	);
	const { hash: transactionHash, blockNumber, blockHash } = inclusion;
	const gasUsed = inclusion.gasUsed / BigInt(Math.max(claims.length, 1));
	return new Map(
		claims.map((claim): [Hex, Outcome] => {
			const mark = executed.find(({ args }) => args.signer === claim.holder && args.nonce === claim.request.nonce);
			const payments = mark?.args.success ? paymentsOf(claim, logs) : [];
			const result = mark === undefined ? "skipped" : payments.length > 0 ? "paid" : "reverted";
			return [claim.id, { result, transactionHash, blockNumber, blockHash, gasUsed, payments }];
		}),
	);
}

/** The pushes among `logs` that pay this claim. */
export function paymentsOf(claim: Claim, logs: readonly Log[]): Outcome["payments"] {
	return token
		.events(
			"Claimed",
			logs.filter((log) => log.address === claim.request.to),
		)
		.filter(({ args }) => args.account === claim.holder && claim.snapshotIds.includes(args.snapshotId))
		.map(({ args: { asset, recipient, snapshotId, amount } }) => ({ asset, recipient, snapshotId, amount }));
}
