import { amountData, modelOracle } from "../core/chore.ts";
import { Fault } from "../core/fault.ts";
import { type Address, ETH, type Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { firstWord, type Sweep } from "../core/sweep.ts";
import { worthWei } from "../core/worth.ts";
import { sumDue } from "./claim-facts.ts";

/** One call that would move revenue, and what that is worth, in wei; of a pool, whose snapshot. */
export interface SweepTask {
	valueWei: bigint;
	snapshotId?: bigint;
}

/** What a sweep has to do at `latest`, most pressing first; nothing where nothing is to be moved. */
export async function sweepTasks(ports: Ports, token: Token, sweep: Sweep): Promise<SweepTask[]> {
	const weiOf = (asset: Address, amount: bigint): bigint =>
		asset === ETH ? amount : worthWei(0n, [{ asset, amount }], token.prices);
	if (sweep.kind === "pool") {
		const due = await ports.dialect(token).due(sweep.address, "latest");
		return due
			.toSorted((a, b) => a.expiresAtSec - b.expiresAtSec)
			.map((one) => {
				const { dueWei, dueAssets } = sumDue([one]);
				return { valueWei: worthWei(dueWei, dueAssets, token.prices), snapshotId: one.snapshotId };
			});
	}
	const [result] = await ports.chain(token.chainId).calls([{ to: sweep.address, data: amountData(sweep) }], "latest");
	if (!result || (!result.ok && !result.reverted))
		throw new Fault("rpc_unavailable", undefined, { chainId: token.chainId });
	const found = result.ok ? amountIn(sweep, result.returned) : undefined;
	if (!found) {
		ports.log.warn("sweep_unreadable", { tokenId: token.id, sweepId: sweep.id, address: sweep.address });
		return [];
	}
	return found.amount > 0n ? [{ valueWei: weiOf(found.asset, found.amount) }] : [];
}

function amountIn(
	sweep: Exclude<Sweep, { kind: "pool" }>,
	returned: Hex,
): { asset: Address; amount: bigint } | undefined {
	if (sweep.kind !== "oracle") {
		const amount = firstWord(returned);
		return amount === undefined ? undefined : { asset: sweep.asset, amount };
	}
	if (returned.length < 2 + 8 * 64) return undefined;
	const [{ token: asset, accumulateRevenue }] = modelOracle.decode("getModel", returned);
	return { asset, amount: accumulateRevenue };
}
