import type { Claim } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { claimUnderMandate } from "./claim-under-mandate.ts";
import { readPauses } from "./read-pauses.ts";

const PAGE = 25;

/**
 * Claims for the holders who have given a mandate, once for each snapshot of the token: page by page, until all are done
 * or `untilMs` has come; the next run goes on where this one stopped.
 */
export async function payMandates(ports: Ports, token: Token, untilMs: number): Promise<void> {
	if (token.payout !== "mandate") return;
	const { currentSnapshotId } = await ports.dialect(token).state("latest");
	const before = await ports.store.mandates.progress(token.id);
	let progress = before?.snapshotId === currentSnapshotId ? before : { snapshotId: currentSnapshotId, isDone: false };
	while (!progress.isDone && ports.nowMs() < untilMs) {
		if ((await readPauses(ports)).token(token)) return;
		const { mandates, next } = await ports.store.mandates.ofToken(token.id, PAGE, progress.after);
		await payPage(ports, token, mandates);
		progress = { snapshotId: currentSnapshotId, isDone: next === undefined, ...(next ? { after: next } : {}) };
		await ports.store.mandates.setProgress(token.id, progress);
	}
}

/** For one mandate, as soon as it was given. */
export async function payMandate(ports: Ports, token: Token, mandateId: Hex): Promise<void> {
	if ((await readPauses(ports)).token(token)) return; // the schedule comes back to it
	const stored = await ports.store.mandates.get(mandateId);
	if (stored) await payPage(ports, token, [stored]);
}

async function payPage(ports: Ports, token: Token, mandates: readonly StoredMandate[]): Promise<void> {
	const tried = await Promise.allSettled(mandates.map((one) => claimUnderMandate(ports, token, one)));
	const claims = tried.flatMap((one): (Claim | undefined)[] => (one.status === "fulfilled" ? [one.value] : []));
	const lanes = new Set(claims.flatMap((claim) => (claim?.state === "accepted" ? [claim.lane] : [])));
	for (const lane of lanes) await ports.invoker.wake({ fn: "relay", lane });
	// The page is done again when any of it failed: what was claimed stays the same claim.
	for (const one of tried) if (one.status === "rejected") throw one.reason;
}
