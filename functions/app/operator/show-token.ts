import type { Address } from "../../core/hex.ts";
import type { Stopped } from "../../core/pause.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { judgeSnapshot } from "../../core/snapshot-policy.ts";
import type { Token } from "../../core/stage.ts";
import { payoutBacklog } from "../payout-backlog.ts";
import { readSnapshotFacts } from "../snapshot-verdict.ts";
import { orProblem } from "./or-problem.ts";

/** A token for people: its policy's verdict with the reasons, how far its ledger reaches, and its payout. */
export async function showToken(ports: Ports, token: Token, stopped: Stopped) {
	const { ledger, mandates, payouts } = ports.store;
	const isPushed = token.payout === "push";
	const [cursor, progress, backlog, onChain] = await Promise.all([
		ledger.cursor(token.id),
		isPushed ? payouts.weighing(token.id) : mandates.progress(token.id),
		isPushed ? payoutBacklog(ports, token) : undefined,
		orProblem(() => readChain(ports, token)),
	]);
	const { id, name, chainId, address, payout } = token;
	const lag = "problem" in onChain ? onChain : await orProblem(() => lagOf(ports, token, cursor?.blockNumber));
	return {
		id,
		name,
		chainId,
		address,
		paused: stopped.token(token),
		...onChain,
		...("problem" in lag ? { problem: lag.problem } : {}),
		ledger: {
			...(cursor ? { blockNumber: cursor.blockNumber } : {}),
			...("problem" in lag ? {} : lag),
			inflowCount: cursor?.inflowCount ?? 0,
			totals: Object.entries(cursor?.totals ?? {}).map(([asset, amount]) => ({ asset: asset as Address, amount })),
		},
		payout: {
			kind: payout,
			...(backlog ? { unpaidHolders: backlog.holders, unpaidWei: backlog.owedWei } : {}),
			// What is gone through again when the snapshot is final is done for all but nodes that were behind.
			...(progress ? { snapshotId: progress.snapshotId, isDone: progress.isDone || progress.isAgain === true } : {}),
		},
	};
}

async function readChain(ports: Ports, token: Token) {
	const [{ currentSnapshotId }, facts] = await Promise.all([
		ports.dialect(token).state("latest"),
		readSnapshotFacts(ports, token),
	]);
	const verdict = judgeSnapshot(token.snapshot, facts);
	return {
		currentSnapshotId,
		pendingWei: facts.pendingWei,
		pendingAssets: facts.pendingAssets.map(({ asset, amount }) => ({ asset, amount })),
		verdict: { due: verdict.due, reasons: verdict.due ? [] : verdict.reasons },
	};
}

/** How far the ledger is behind what is final. */
async function lagOf(ports: Ports, { chainId, startBlock }: Token, reached: number | undefined) {
	const chain = ports.chain(chainId);
	const at = Math.max(reached ?? startBlock - 1, 0);
	const [finalized, last] = await Promise.all([chain.block("finalized"), chain.block(at)]);
	return {
		lagBlocks: Math.max(0, finalized.number - at),
		lagSec: Math.max(0, finalized.timestampSec - last.timestampSec),
	};
}
