import { Fault } from "../core/fault.ts";
import type { Hex } from "../core/hex.ts";
import type { StoredMandate } from "../core/mandate.ts";
import type { PayoutProgress } from "../core/ports/mandate-store.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { claimUnderMandate, type Mandated } from "./claim-under-mandate.ts";
import { lookAgain, REFUSED_MS } from "./look-again.ts";
import { readPauses } from "./read-pauses.ts";

const PAGE = 25;
const MINUTE_MS = 60_000;
/** When a mandate is looked at again. */
const AGAIN_MS = { in_progress: MINUTE_MS, refused: REFUSED_MS, not_worth_gas: 15 * MINUTE_MS };

/**
 * Claims for the holders who have given a mandate, for each snapshot of the token: page by page, until all are done
 * or `untilMs` has come; the next run goes on where this one stopped. Who can't be paid now is looked at again and again,
 * until he is paid, what he is due has expired, or his mandate has. With the day's budget used up it ends, until there is one.
 */
export const payMandates = (ports: Ports, token: Token, untilMs: number): Promise<void> =>
	payAll(ports, token, untilMs).catch(untilTomorrow);

function untilTomorrow(error: unknown): void {
	if (!(error instanceof Fault) || error.code !== "budget_exhausted") throw error;
}

/** Those of a new snapshot first: however many are to be looked at again, they keep nobody from his first turn. */
async function payAll(ports: Ports, token: Token, untilMs: number): Promise<void> {
	try {
		await payNew(ports, token, untilMs);
	} finally {
		await payAgain(ports, token, untilMs);
	}
}

/**
 * All of a token's mandates, at once and once more when the snapshot is final: a node that was behind may have known of
 * nothing due.
 */
async function payNew(ports: Ports, token: Token, untilMs: number): Promise<void> {
	const { mandates } = ports.store;
	const chain = ports.chain(token.chainId);
	const { currentSnapshotId: snapshotId } = await ports.dialect(token).state("latest");
	const before = await mandates.progress(token.id);
	let progress: PayoutProgress =
		before?.snapshotId === snapshotId
			? before
			: { snapshotId, isDone: false, headBlock: (await chain.block("latest")).number };
	while (!progress.isDone && ports.nowMs() < untilMs) {
		const { after, ...rest } = progress;
		if (rest.isAgain && after === undefined && (await chain.block("finalized")).number < (rest.headBlock ?? 0)) return;
		if ((await readPauses(ports)).token(token)) return;
		const page = await mandates.ofToken(token.id, PAGE, after);
		await payPage(ports, token, page.mandates);
		const { next } = page;
		if (next !== undefined) progress = { ...rest, after: next };
		else progress = rest.isAgain ? { snapshotId, isDone: true } : { ...rest, isAgain: true };
		await mandates.setProgress(token.id, progress);
	}
}

/** For one mandate, as soon as it was given. Whatever keeps it from being paid now: it is on the list of those looked at again. */
export async function payMandate(ports: Ports, token: Token, mandateId: Hex): Promise<void> {
	if ((await readPauses(ports)).token(token)) return;
	const stored = await ports.store.mandates.get(mandateId);
	if (stored) await payPage(ports, token, [stored]).then(() => undefined, untilTomorrow);
}

/** Those whose time to be looked at again has come; each is forgotten when it is paid, or kept anew. */
async function payAgain(ports: Ports, token: Token, untilMs: number): Promise<void> {
	const { mandates } = ports.store;
	const fromMs = ports.nowMs();
	while (ports.nowMs() < untilMs) {
		if ((await readPauses(ports)).token(token)) return;
		const retries = await mandates.retries(token.id, fromMs, PAGE);
		if (retries.length === 0) return;
		const found = await Promise.all(retries.map(({ mandateId }) => mandates.get(mandateId)));
		await payPage(
			ports,
			token,
			found.flatMap((one) => one ?? []),
		);
		for (const retry of retries) await mandates.forget(token.id, retry);
	}
}

/** Claims for a page of mandates; gives what each led to, after those to be looked at again are kept. */
export async function payPage(ports: Ports, token: Token, mandates: readonly StoredMandate[]): Promise<Mandated[]> {
	const tried = await Promise.allSettled(mandates.map((one) => claimUnderMandate(ports, token, one)));
	const done = tried.map((one): Mandated => (one.status === "fulfilled" ? one.value : {}));
	const lanes = new Set(done.flatMap(({ claim }) => (claim?.state === "accepted" ? [claim.lane] : [])));
	for (const lane of lanes) await ports.invoker.wake({ fn: "relay", lane });
	for (const [at, { again }] of done.entries()) {
		if (!again) continue;
		await lookAgain(ports, token.id, (mandates[at] as StoredMandate).id, { everyMs: AGAIN_MS[again] });
	}
	// The page is done again when any of it failed: what was claimed stays the same claim.
	for (const one of tried) if (one.status === "rejected") throw one.reason;
	return done;
}
