import { erc2771ForwarderAbi } from "./abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "./abi/revenue-share-token.ts";
import type { Claim, Outcome } from "./claim.ts";
import { contract, type Log } from "./contract.ts";
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
 * One `executeBatch` for all of the claims. The refund receiver is the lane itself: with one, the forwarder skips
 * what has become invalid instead of reverting them all, and no value travels that could be refunded.
 */
export function forwardBatch(forwarderAddress: Address, claims: readonly Claim[], lane: Address): Payload {
	return {
		to: forwarderAddress,
		data: forwarder.encode("executeBatch", [claims.map(requestData), lane]),
		gasLimit: claims.reduce((sum, claim) => sum + claimGas(claim), BATCH_OVERHEAD_GAS),
	};
}

/** The calls that show whether a claim would succeed now: the forwarder's check, and the token as the forwarder calls it. */
export function trial(claim: Claim, forwarderAddress: Address) {
	const { request } = claim;
	const bytes = BigInt(request.data.length / 2 + 20);
	return [
		{ to: forwarderAddress, data: forwarder.encode("verify", [requestData(claim)]) },
		{
			from: forwarderAddress,
			to: request.to,
			// ERC-2771: the forwarder appends who speaks
			data: `${request.data}${request.from.slice(2).toLowerCase()}` as Hex,
			gas: request.gas + 21_000n + bytes * 16n,
		},
	];
}

/** What an included transaction did for each of the claims it carries, from its events alone. */
export function outcomesOf(
	claims: readonly Claim[],
	forwarderAddress: Address,
	inclusion: Inclusion,
	logs: readonly Log[],
): Map<Hex, Outcome> {
	const executed = forwarder.events(
		"ExecutedForwardRequest",
		logs.filter((log) => log.address === forwarderAddress),
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
