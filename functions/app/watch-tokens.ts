import type { Block, Chain } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { judgeSnapshot } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";
import { extendLedger } from "./extend-ledger.ts";
import { waitsForClaims } from "./has-claims-first.ts";
import { readSnapshotFacts } from "./snapshot-verdict.ts";
import { tellLateSnapshot } from "./tell-late-snapshot.ts";
import { throwAll } from "./throw-all.ts";

/** Tokens of one chain that are read at the same time. */
const READERS = 4;
const HEAD_MS = 4_000;

/**
 * Extends the tokens' ledgers to the finalised head, one range a turn, so that one far behind keeps nobody waiting,
 * and wakes snapshot where its policy is due. Stops when `untilMs` has come; the next run goes on from the cursors.
 * Throws at the end what went wrong.
 */
export async function watchTokens(ports: Ports, tokens: readonly Token[], untilMs: number): Promise<void> {
	const failed: Error[] = [];
	const chainIds = [...new Set(tokens.map(({ chainId }) => chainId))];
	await Promise.all(
		chainIds.map(async (chainId) => {
			const finalized = headOf(ports, ports.chain(chainId));
			const turns = rotated(
				tokens.filter((token) => token.chainId === chainId),
				Math.floor(ports.nowMs() / 60_000),
			).map((token) => ({ token, step: extendLedger(ports, token), asked: false }));
			const orFailed = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
				try {
					return await work();
				} catch (error) {
					failed.push(error as Error);
					return undefined;
				}
			};
			const read = async (): Promise<void> => {
				for (let turn = turns.shift(); turn && ports.nowMs() < untilMs; turn = turns.shift()) {
					const { token, step } = turn;
					const more = await orFailed(async () => step(await finalized()));
					// The policy goes by what stands at `latest`: a ledger that is held up does not hold it up.
					if (!turn.asked) await orFailed(() => askPolicy(ports, token));
					turn.asked = true;
					if (more === "on") turns.push(turn);
				}
			};
			await Promise.all(Array.from({ length: READERS }, read));
		}),
	);
	throwAll(failed);
}

async function askPolicy(ports: Ports, token: Token): Promise<void> {
	const facts = await readSnapshotFacts(ports, token);
	const verdict = judgeSnapshot(token.snapshot, facts);
	if (verdict.due || waitsForClaims(verdict)) await ports.invoker.wake({ fn: "snapshot", tokenId: token.id });
	await tellLateSnapshot(ports, token, facts);
}

/** Another one begins each minute, spread evenly: where there are more tokens than time, none is always the last. */
const rotated = <T>(all: readonly T[], minute: number): T[] => {
	const at = Math.floor(((minute * 0.618_034) % 1) * all.length);
	return [...all.slice(at), ...all.slice(0, at)];
};

/** A chain's finalised head, read once for all its tokens and again after a while. */
function headOf(ports: Ports, chain: Chain): () => Promise<Block> {
	let read: { atMs: number; block: Promise<Block> } | undefined;
	return () => {
		if (!read || ports.nowMs() - read.atMs >= HEAD_MS) read = { atMs: ports.nowMs(), block: chain.block("finalized") };
		return read.block;
	};
}
