import { zeroPadValue } from "ethers";
import type { DialectName } from "../../../core/dialect-name.ts";
import { Fault } from "../../../core/fault.ts";
import type { Hex } from "../../../core/hex.ts";
import type { At, Block, Chain } from "../../../core/ports/chain.ts";
import type { Dialect, Expiry, TokenState } from "../../../core/ports/dialect.ts";
import { claimMandate } from "../../../core/routes/mandate.ts";
import { mandatePaymentsOf } from "../../../core/routes/mandate-payments.ts";
import { snapshotToken as abi } from "../../../core/snapshot-token.ts";
import type { Token } from "../../../core/stage.ts";
import { derivedInflows } from "./derive-inflows.ts";
import { revenueNow, snapshotIdAt } from "./read-revenue.ts";
import { idsDownFrom, newestBelow, once, returnedOf } from "./reads.ts";
import { type SnapshotBlocks, snapshotBlocks } from "./snapshot-blocks.ts";

/** When the token takes its next snapshot, and when it took the last one. */
export type Spacing = Pick<TokenState, "nextSnapshotAtSec" | "nextSnapshotBlock" | "lastSnapshotAtSec">;
/** What a token does in its own way. */
export interface Ways {
	name: DialectName;
	/** How many snapshots back a holder's due is looked up unless asked for. */
	lookBack: number;
	spacing(at: { currentSnapshotId: bigint; head: Block; blocks: SnapshotBlocks }): Promise<Spacing>;
	expiryOf(snapshotId: bigint): Expiry;
	expiring(currentSnapshotId: bigint): bigint[];
}

/**
 * What ERC-7641 tokens without events have in common: only the holder's own account can claim, so the mandate is the
 * only route; revenue is read by the lens; a view that reverts means that nothing is due.
 */
export function foreignDialect(chain: Chain, token: Token, ways: Ways): Dialect {
	const to = token.address;
	const blocks = snapshotBlocks(chain, token);
	const burnersShare = once(async (): Promise<boolean> => {
		const [result] = await chain.calls([{ to, data: abi.encode("percentClaimable", []) }], "latest");
		return abi.decode("percentClaimable", returnedOf(result))[0] < 100n;
	});
	const noConsent = async (): Promise<never> => {
		throw new Fault("route_not_available", undefined, { token: token.id });
	};
	/** One block for all that is read, so that it fits together. */
	const blockOf = (at: At): Promise<Block> => chain.block(at === "pending" ? "latest" : at);

	return {
		name: ways.name,
		routes: ["mandate"],
		state: async (at) => {
			const head = await blockOf(at);
			const { snapshotId, pendingWei, supply } = await revenueNow(chain, to, head);
			const spacing = await ways.spacing({ currentSnapshotId: snapshotId, head, blocks });
			const pending = { pendingWei, pendingAssets: [], minRevenueWei: 0n };
			return { currentSnapshotId: snapshotId, ...pending, ...spacing, totalSupply: supply };
		},
		snapshots: async (limit, before) => {
			const head = await chain.block("latest");
			const ids = idsDownFrom(newestBelow(await snapshotIdAt(chain, to, head.number), before), limit);
			const { found } = await blocks(ids, head.number);
			return Promise.all(
				ids.map(async (id) => {
					const block = found.get(id);
					const takenAtSec = block === undefined ? 0 : (await chain.block(block)).timestampSec;
					return { id, timepointSec: takenAtSec, takenAtSec, ...ways.expiryOf(id) };
				}),
			);
		},
		due: async (holder, at, snapshotIds) => {
			const ids =
				snapshotIds?.filter((id) => id > 0n) ?? idsDownFrom(await snapshotIdAt(chain, to, at), ways.lookBack).reverse();
			const results = await chain.calls(
				ids.map((id) => ({ to, data: abi.encode("claimableRevenue", [holder, id]) })),
				at,
			);
			return ids
				.map((snapshotId, nth) => {
					const result = results[nth];
					// Claimed, expired, unknown: some tokens revert by design.
					const isNothing = result && !result.ok && result.reverted;
					const amountWei = isNothing ? 0n : abi.decode("claimableRevenue", returnedOf(result))[0];
					return { snapshotId, amountWei, assets: [], ...ways.expiryOf(snapshotId) };
				})
				.filter(({ amountWei }) => amountWei > 0n);
		},
		forwarderNonce: noConsent,
		consentNonce: noConsent,
		consentDomain: noConsent,
		paymentsIn: mandatePaymentsOf,
		payments: async (claim, fromBlock, toBlock) => {
			const { logs } = await chain.logs({
				address: claim.holder,
				topics: [claimMandate.topic("MandateUsed")],
				indexed: zeroPadValue(token.address, 32) as Hex,
				fromBlock,
				toBlock,
			});
			const mine = logs.filter((log) => mandatePaymentsOf(claim, [log]).length > 0);
			const last = mine.at(-1);
			return { payments: mandatePaymentsOf(claim, mine), ...(last ? { receipt: last } : {}) };
		},
		// Their balance is all that there is to go by, and what was derived from it agrees with it.
		books: async () => undefined,
		inflows: derivedInflows(chain, token, burnersShare),
		history: async (fromBlock, toBlock) => {
			const topics = [abi.topic("Snapshot")];
			const { logs, ...place } = await chain.logStep({ address: to, topics, fromBlock, toBlock });
			const events = abi.events("Snapshot", logs).map(({ args, log: { blockNumber, logIndex, transactionHash } }) => ({
				kind: "snapshot" as const,
				snapshotId: args.id,
				...{ blockNumber, logIndex, transactionHash },
			}));
			return { events, ...place };
		},
		expiring: ways.expiring,
		snapshotCall: () => ({ to, data: abi.encode("snapshot", []) }),
		snapshotTaken: ({ logs }) =>
			abi.events(
				"Snapshot",
				logs.filter((log) => log.address === to),
			)[0]?.args.id,
	};
}
