import type { AssetAmount, Route } from "../core/claim.ts";
import { delegateOf } from "../core/eip7702.ts";
import { Fault } from "../core/fault.ts";
import type { Market } from "../core/fee.ts";
import type { Address, Hex } from "../core/hex.ts";
import type { Due } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import { type AccountKind, typicalBytes, typicalGas } from "../core/route.ts";
import type { Token } from "../core/stage.ts";
import { isWorth, worthWei } from "../core/worth.ts";

/** What the chain says, at `latest`, of a holder and what a token owes him. */
export interface ClaimFacts {
	account: AccountKind;
	code: Hex;
	nonce: number;
	/** Whom the account delegates to (EIP-7702). */
	delegate?: Address;
	isEmpty: boolean;
	due: Due[];
	market: Market;
	blockNumber: number;
}

export async function readClaimFacts(
	ports: Ports,
	token: Token,
	holder: Address,
	snapshotIds?: readonly bigint[],
): Promise<ClaimFacts> {
	const chain = ports.chain(token.chainId);
	const [code, balanceWei, nonce, due, market, head] = await Promise.all([
		chain.code(holder),
		chain.balanceWei(holder),
		chain.nonce(holder, "latest"),
		ports.dialect(token).due(holder, "latest", snapshotIds),
		chain.market(),
		chain.block("latest"),
	]);
	const delegate = delegateOf(code);
	const account = code === "0x" ? "plain" : delegate ? "delegated" : "contract";
	const isEmpty = code === "0x" && balanceWei === 0n && nonce === 0;
	return { account, code, nonce, ...(delegate ? { delegate } : {}), isEmpty, due, market, blockNumber: head.number };
}

/** All that is due, summed up by asset. */
export function sumDue(due: readonly Due[]): { dueWei: bigint; dueAssets: AssetAmount[] } {
	const sums = new Map<Address, bigint>();
	for (const { asset, amount } of due.flatMap(({ assets }) => assets))
		sums.set(asset, (sums.get(asset) ?? 0n) + amount);
	return {
		dueWei: due.reduce((sum, { amountWei }) => sum + amountWei, 0n),
		dueAssets: [...sums].map(([asset, amount]) => ({ asset, amount })),
	};
}

/** In wei, what a claim is worth and will cost, with the chain's whole fee. */
export interface Weighed {
	valueWei: bigint;
	costWei: bigint;
	isWorthIt: boolean;
}

/** What a claim of all that is due is worth and will cost on a route; `named`: how many snapshots it names, due or not. */
export async function weighClaim(
	ports: Ports,
	token: Token,
	route: Route,
	{ due, isEmpty, market }: ClaimFacts,
	named = due.length,
): Promise<Weighed> {
	const { dueWei, dueAssets } = sumDue(due);
	const snapshots = Math.max(named, 1);
	const gas = typicalGas(route, { snapshots, assets: dueAssets.length, isEmpty });
	const dataFeeWei = await ports.chain(token.chainId).dataFeeWei(typicalBytes(route, snapshots));
	const costWei = gas * (market.baseFeeWei + market.tipWei) + dataFeeWei;
	const valueWei = worthWei(dueWei, dueAssets, token.prices);
	return { valueWei, costWei, isWorthIt: isWorth(valueWei, costWei, token.minWorthPercent) };
}

/** What a claim that names so many snapshots will cost, in wei; faults `nothing_due`, `not_worth_gas`. */
export async function checkWorth(
	ports: Ports,
	token: Token,
	route: Route,
	facts: ClaimFacts,
	named: number,
): Promise<bigint> {
	if (facts.due.length === 0) throw new Fault("nothing_due");
	const { valueWei, costWei, isWorthIt } = await weighClaim(ports, token, route, facts, named);
	if (isWorthIt) return costWei;
	const { minWorthPercent } = token;
	throw new Fault("not_worth_gas", undefined, {
		worthWei: valueWei.toString(),
		costWei: costWei.toString(),
		minWorthPercent,
	});
}
