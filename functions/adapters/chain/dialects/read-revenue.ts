import { Fault } from "../../../core/fault.ts";
import type { Address, Hex } from "../../../core/hex.ts";
import type { TokenReading } from "../../../core/inflow.ts";
import type { At, Block, Chain } from "../../../core/ports/chain.ts";
import { latestSnapshotCall, readLatestSnapshot, readRevenue, revenueCall } from "../../../core/revenue-lens.ts";

type Place = Pick<Block, "number" | "hash">;

/** The latest snapshot's id; 0: there is none. Fault `rpc_unavailable`. */
export async function snapshotIdAt(chain: Chain, token: Address, at: At): Promise<bigint> {
	const [result] = await chain.calls([latestSnapshotCall(token)], at);
	const found = readLatestSnapshot(result);
	if (found === undefined) throw unreadable(chain, result?.ok === false ? result.message : undefined);
	return found;
}

/** What the token shows of itself at a block's end; undefined: no node has kept that block's state. Fault `rpc_unavailable`. */
export async function revenueAt(
	chain: Chain,
	token: Address,
	{ number, hash }: Place,
): Promise<TokenReading | undefined> {
	const [owed, balance] = await chain.calls(revenueCall(token), { blockHash: hash });
	for (const one of [owed, balance]) {
		if (!one || one.ok || one.reverted) continue;
		// Busy or out of order is not gone: a gap that need not be would cost what a snapshot hides.
		if (one.trouble === "limited" || one.trouble === "broken") throw unreadable(chain, one.message);
		return undefined;
	}
	const found = readRevenue(owed, balance);
	if (!found) throw unreadable(chain, owed?.ok === false ? owed.message : undefined);
	return { blockNumber: number, ...found };
}

/** The same where the state has to be there. Fault `rpc_unavailable`. */
export async function revenueNow(chain: Chain, token: Address, block: Place): Promise<TokenReading> {
	const reading = await revenueAt(chain, token, block);
	if (!reading) throw unreadable(chain, `no state of block ${block.number}`);
	return reading;
}

/** A canonical block's hash. Fault `rpc_unavailable`. */
export async function hashAt(chain: Chain, blockNumber: number): Promise<Hex> {
	const hash = await chain.hashAt(blockNumber);
	if (!hash) throw new Fault("rpc_unavailable", undefined, { chainId: chain.chainId, block: blockNumber });
	return hash;
}

const unreadable = ({ chainId }: Chain, node = "it takes no state overrides"): Fault =>
	new Fault("rpc_unavailable", "a token's revenue can't be read", { chainId, node });
