import type { TokenState } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { reconcileLedger } from "./reconcile-ledger.ts";
import { throwAll } from "./throw-all.ts";

/** A ledger changes slowly, and costs some calls. */
const EVERY_MS = 10 * 60_000;
/** An older snapshot is no news: the service is new to the token, or was down for long. */
const NEWS_SEC = 7 * 86_400;
const NEWS = 5;
const INSPECTORS = 4;

/** Inspects tokens, some at a time, until `untilMs` has come; another one begins each minute. Throws at the end what went wrong. */
export async function inspectTokens(ports: Ports, tokens: readonly Token[], untilMs: number): Promise<void> {
	const first = tokens.length === 0 ? 0 : Math.floor(ports.nowMs() / 60_000) % tokens.length;
	const queue = [...tokens.slice(first), ...tokens.slice(0, first)];
	const failed: Error[] = [];
	const inspector = async (): Promise<void> => {
		for (let token = queue.shift(); token && ports.nowMs() < untilMs; token = queue.shift())
			await inspectToken(ports, token).catch((error: Error) => failed.push(error));
	};
	await Promise.all(Array.from({ length: INSPECTORS }, inspector));
	throwAll(failed);
}

/** Tells of a token's new snapshots, once final; every ten minutes reconciles its ledger. */
export async function inspectToken(ports: Ports, token: Token): Promise<void> {
	const state = await ports.dialect(token).state("finalized");
	await tellSnapshots(ports, token, state);
	const owner = ports.newId();
	if (!(await ports.store.leases.acquire(`inspect#${token.id}`, owner, ports.nowMs(), EVERY_MS))) return;
	await reconcileLedger(ports, token);
}

const nowSec = (ports: Ports): number => Math.floor(ports.nowMs() / 1_000);

async function tellSnapshots(
	ports: Ports,
	token: Token,
	{ currentSnapshotId, lastSnapshotAtSec }: TokenState,
): Promise<void> {
	if (currentSnapshotId === 0n || nowSec(ports) - lastSnapshotAtSec > NEWS_SEC) return;
	const latest = await ports.dialect(token).snapshots(NEWS, currentSnapshotId + 1n);
	for (const { id, takenAtSec, claimableWei, assets } of latest.reverse())
		if (nowSec(ports) - takenAtSec <= NEWS_SEC)
			await ports.notifier.notify({
				kind: "snapshot.taken",
				tokenId: token.id,
				snapshotId: id,
				takenAtSec,
				...(claimableWei === undefined ? {} : { claimableWei }),
				...(assets ? { claimableAssets: assets.map(({ asset, claimable: amount }) => ({ asset, amount })) } : {}),
			});
}
