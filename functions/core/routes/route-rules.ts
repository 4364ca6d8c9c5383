import type { Claim, Outcome, Payment } from "../claim.ts";
import type { Log } from "../contract.ts";
import type { FaultCode } from "../fault.ts";
import type { Address, Hex } from "../hex.ts";
import type { Call } from "../ports/chain.ts";
import type { Inclusion, Payload } from "../transaction.ts";

/** The pushes among a transaction's logs that pay a claim, as the token's dialect reads them. */
export type ReadPayments = (claim: Claim, logs: readonly Log[]) => Payment[];

/** What a route knows about its claims; pure. */
export interface RouteRules<C extends Claim = Claim> {
	/** Claims of one key may share a transaction. */
	batchKey(claim: C): string;
	/** What a claim needs within a batch at worst; its signer or recipient may be dishonest. */
	claimGas(claim: C): bigint;
	/** What a batch uses besides its claims. */
	readonly overheadGas: bigint;
	/** An upper bound of a claim's part of the calldata. */
	calldataBytes(claim: C): number;
	/** One transaction for claims of one key, sent by `lane`; at least one. */
	payload(claims: readonly C[], lane: Address): Payload;
	/** The call that shows whether the claim alone would succeed now: from the lane, with just the gas of a batch. */
	trial(claim: C, lane: Address): Call;
	/** Why a trial reverted. */
	trialFault(revertBytes: Hex): FaultCode;
	/** What an included transaction did for each of the claims that it carries. */
	outcomes(claims: readonly C[], inclusion: Inclusion, logs: readonly Log[], payments: ReadPayments): Map<Hex, Outcome>;
}

/** One outcome a claim; what each says beside the result is the same on every route. */
export function outcomesBy<C extends Claim>(
	claims: readonly C[],
	inclusion: Inclusion,
	judge: (claim: C) => Pick<Outcome, "result" | "payments">,
): Map<Hex, Outcome> {
	const { hash: transactionHash, blockNumber, blockHash } = inclusion;
	const gasUsed = inclusion.gasUsed / BigInt(Math.max(claims.length, 1));
	return new Map(
		claims.map((claim): [Hex, Outcome] => [
			claim.id,
			{ ...judge(claim), transactionHash, blockNumber, blockHash, gasUsed },
		]),
	);
}

/** What one push of an ERC-20 may take: 250,000 gas are promised to it. */
export const ASSET_PUSH_GAS = 320_000n;
/** What a push of ETH may take: 50,000 gas are promised to it, and a new account costs 25,000. */
export const ETH_PUSH_GAS = 90_000n;
/** What each snapshot adds for each ERC-20, paid or not: a reading, a flag, an event; measured 11,400 with eight. */
export const LINE_GAS = 12_000n;
/** What a claim's pushes may take altogether. */
export const pushesGas = (snapshots: number, assets: number): bigint =>
	ETH_PUSH_GAS + ASSET_PUSH_GAS * BigInt(assets) + LINE_GAS * BigInt(snapshots * assets);
/** EIP-150 keeps a 64th back from the inner call. */
export const withKeptBack = (gas: bigint): bigint => (gas * 64n) / 63n + 1n;
/** 32 bytes a word. */
export const words = (count: number): number => 32 * count;
export const bytesOf = (hex: Hex): number => Math.ceil(hex.length / 2 / 32) * 32;
