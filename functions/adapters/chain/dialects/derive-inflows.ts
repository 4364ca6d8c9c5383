import { arrivedWei, nothingYet } from "../../../core/derived-inflow.ts";
import { ETH, type Hex } from "../../../core/hex.ts";
import type { Inflow, TokenReading } from "../../../core/inflow.ts";
import type { Chain } from "../../../core/ports/chain.ts";
import type { Dialect, InflowAnswer } from "../../../core/ports/dialect.ts";
import { snapshotToken } from "../../../core/snapshot-token.ts";
import type { Token } from "../../../core/stage.ts";
import { hashAt, revenueAt, revenueNow } from "./read-revenue.ts";

/** Each is read twice, before and after: a range with more of them ends early. */
const SNAPSHOTS_AT_ONCE = 16;

/**
 * The inflows of a token without events: differences of its readings, with one before and one after each snapshot. Where
 * no node has kept the state of a range's end, the last reading is carried on, and the gap becomes one row later; the
 * state of `toBlock` itself has to be there. Fault `rpc_unavailable`.
 */
export function derivedInflows(chain: Chain, token: Token, burnersShare: () => Promise<boolean>): Dialect["inflows"] {
	const rowOf = async (from: TokenReading, to: TokenReading, snapshotHash?: Hex): Promise<Inflow[]> => {
		// In a snapshot's own block claims and inflows can't be told apart by readings.
		const isOneBlock = to.blockNumber === from.blockNumber + 1;
		const sentWei = snapshotHash && isOneBlock ? await chain.sentTo(token.address, snapshotHash) : 0n;
		const amount = arrivedWei(from, to, await burnersShare(), sentWei);
		if (amount === 0n) return [];
		const blockNumber = from.blockNumber + 1;
		const blockHash = await hashAt(chain, blockNumber);
		const derived = { lastBlock: to.blockNumber };
		return [{ tokenId: token.id, asset: ETH, amount, source: ETH, blockNumber, blockHash, logIndex: 0, derived }];
	};
	/** The ledger starts with the token's deployment. */
	const firstReading = async (fromBlock: number): Promise<TokenReading | undefined> => {
		const number = fromBlock - 1;
		if (fromBlock <= token.startBlock) return nothingYet(number);
		return revenueAt(chain, token.address, { number, hash: await hashAt(chain, number) });
	};
	/** `head`: up to where the caller asked; what ends before it is as old as any block. */
	const upTo = async (
		head: number,
		fromBlock: number,
		toBlock: number,
		before?: TokenReading,
	): Promise<InflowAnswer> => {
		const topics = [snapshotToken.topic("Snapshot")];
		const { logs, ...place } = await chain.logStep({ address: token.address, topics, fromBlock, toBlock });
		const { lastBlock } = place;
		const taken = new Map(logs.map(({ blockNumber, blockHash }) => [blockNumber, blockHash]));
		const cut = [...taken.keys()][SNAPSHOTS_AT_ONCE - 1];
		if (cut !== undefined && taken.size > SNAPSHOTS_AT_ONCE) return upTo(head, fromBlock, cut, before);

		const first = before ?? (await firstReading(fromBlock));
		const read = lastBlock.number === head ? revenueNow : revenueAt;
		const last = await read(chain, token.address, lastBlock);
		const gone = (are: boolean): Pick<InflowAnswer, "stateIsGone"> => (are ? { stateIsGone: true } : {});
		if (!last) return { inflows: [], ...place, ...(first ? { reading: first } : {}), ...gone(taken.size > 0) };
		if (!first) return { inflows: [], ...place, reading: last };

		const around = new Set([...taken.keys()].flatMap((number) => [number - 1, number]));
		const between = await Promise.all(
			[...around]
				.filter((number) => number > first.blockNumber && number < lastBlock.number)
				.map(async (number) => {
					const hash = taken.get(number) ?? (await hashAt(chain, number));
					return revenueAt(chain, token.address, { number, hash });
				}),
		);
		const readings = [first, ...between.filter((one) => one !== undefined), last];
		const rows = await Promise.all(
			readings.slice(1).map((to, at) => rowOf(readings[at] as TokenReading, to, taken.get(to.blockNumber))),
		);
		return { inflows: rows.flat(), ...place, reading: last, ...gone(between.includes(undefined)) };
	};
	return (fromBlock, toBlock, before) => upTo(toBlock, fromBlock, toBlock, before);
}
