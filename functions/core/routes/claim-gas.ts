import type { Route } from "../claim.ts";
import { BATCH_OVERHEAD_GAS } from "./forward-gas.ts";
import { pushesGas, withKeptBack } from "./route-rules.ts";

/** What a batch uses besides its claims; on behalf: reading the snapshots once, and what EIP-150 keeps back at the last push. */
export const OVERHEAD_GAS = {
	forwarder: BATCH_OVERHEAD_GAS,
	"on-behalf": 120_000n,
	"contract-account": 60_000n,
	mandate: 60_000n,
} as const satisfies Record<Route, bigint>;

/** The account's own check of the signature; a multisignature of some owners takes about 60,000. */
const SIGNATURE_GAS = 250_000n;
/** EIP-7702's price of an authorization for an account that is empty. */
const AUTHORIZATION_GAS = 25_000n;
/** What the delegate itself does for a claim: signature, call, calldata. */
const DELEGATE_GAS = 45_000n;

/** What a claim of so many snapshots and ERC-20s needs at worst within a batch, by its route; a forward request says so itself. */
export const onBehalfGas = (snapshots: number, assets: number): bigint =>
	34_000n + 16_000n * BigInt(snapshots) + pushesGas(snapshots, assets);
export const contractAccountGas = (snapshots: number, assets: number): bigint =>
	SIGNATURE_GAS + 30_000n * BigInt(snapshots) + pushesGas(snapshots, assets);
/** What the account's own claim may take under a mandate. */
export const mandatedGas = (snapshots: number, assets: number): bigint =>
	60_000n + 20_000n * BigInt(snapshots) + pushesGas(snapshots, assets);
export const mandateGas = (snapshots: number, assets: number, isAuthorizing: boolean): bigint =>
	withKeptBack(mandatedGas(snapshots, assets)) + DELEGATE_GAS + (isAuthorizing ? AUTHORIZATION_GAS : 0n) + 10_000n;

/** The gas limit of a batch that holds just one such claim, at worst. */
export function aloneGas(route: Exclude<Route, "forwarder">, snapshots: number, assets: number): bigint {
	if (route === "on-behalf") return OVERHEAD_GAS[route] + onBehalfGas(snapshots, assets);
	if (route === "mandate") return OVERHEAD_GAS[route] + mandateGas(snapshots, assets, true);
	return OVERHEAD_GAS[route] + contractAccountGas(snapshots, assets);
}
