import { holdsSlot } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import { type ExpiryWatch, newExpiryWatch } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { worthWei } from "../core/worth.ts";
import { sumDue } from "./claim-facts.ts";
import { endingSoon } from "./ending-soon.ts";
import { extendHolders } from "./extend-holders.ts";
import { payPage } from "./pay-mandates.ts";
import { readPauses } from "./read-pauses.ts";

const PAGE = 25;
/** So long a claim that does not get on holds up the counting. */
const PATIENCE_MS = 12 * 3_600_000;

/**
 * Before a snapshot can't be claimed any more, by time or because the next one is taken: claims it for all who have given a
 * mandate and waits until they are paid, then counts who would lose how much, and tells the operator. When the next snapshot
 * is due that would end it, it is claimed once more, for mandates that came since. The next run goes on where this one
 * stopped.
 */
export async function mindExpiry(ports: Ports, token: Token, untilMs: number): Promise<void> {
	for await (const { snapshotId, expiresAtSec } of endingSoon(ports, token, untilMs)) {
		if (ports.nowMs() >= untilMs) return;
		const known = await ports.store.payouts.expiry(token.id, snapshotId);
		let watch = known ?? newExpiryWatch(snapshotId, ports.nowMs());
		if (!known) await ports.store.payouts.setExpiry(token.id, watch); // its time counts from now
		const hold = expiresAtSec === 0 ? await ports.store.payouts.hold(token.id, snapshotId) : undefined;
		const isMinded = ({ phase, claimedAtMs = 0 }: ExpiryWatch): boolean =>
			phase === "done" && (!hold || claimedAtMs >= hold.askedMs);
		while (!isMinded(watch) && ports.nowMs() < untilMs) {
			if (watch.phase !== "holders" && (await readPauses(ports)).token(token)) {
				// Nobody can be paid meanwhile, so the time for it counts from when it goes on.
				await ports.store.payouts.setExpiry(token.id, { ...watch, sinceMs: ports.nowMs() });
				break;
			}
			const next: ExpiryWatch | undefined =
				watch.phase === "holders"
					? await countLosers(ports, token, watch, untilMs)
					: await claimFirst(ports, token, watch);
			if (!next) break; // somebody's claim is still on its way
			if (watch.phase === "holders" && next.phase === "done" && next.holders > 0) {
				const { holders, lostWei: unclaimedWei } = next;
				const when = expiresAtSec > 0 ? { expiresAtSec } : {};
				await ports.notifier.notify({
					kind: "snapshot.expiring",
					tokenId: token.id,
					snapshotId,
					...when,
					unclaimedWei,
					holders,
				});
				ports.log.warn("snapshot_expires", { tokenId: token.id, snapshotId, ...when, unclaimedWei, holders });
			}
			await ports.store.payouts.setExpiry(token.id, next);
			watch = next;
		}
	}
}

/** One page of mandates; undefined while a claim of theirs is on its way, or waits for the next day's budget. */
async function claimFirst(ports: Ports, token: Token, watch: ExpiryWatch): Promise<ExpiryWatch | undefined> {
	const { mandates, next } = await ports.store.mandates.ofToken(token.id, PAGE, watch.after);
	const owing = await Promise.all(
		mandates.map(async (one) => (await ports.dialect(token).due(one.holder, "latest", [watch.snapshotId])).length > 0),
	);
	const done = await payPage(
		ports,
		token,
		mandates.filter((_, at) => owing[at]),
	).catch((error: unknown) => {
		if (error instanceof Fault && error.code === "budget_exhausted") return undefined; // until tomorrow
		throw error;
	});
	const isOnItsWay =
		!done || done.some(({ claim, again }) => again === "in_progress" || (claim && holdsSlot(claim.state)));
	const isAgain = watch.phase === "done";
	if (isOnItsWay && (isAgain || ports.nowMs() - watch.sinceMs < PATIENCE_MS)) return undefined;
	const { after: _from, ...rest } = watch;
	if (next !== undefined) return { ...rest, after: next };
	return isAgain ? { ...rest, claimedAtMs: ports.nowMs() } : { ...rest, phase: "holders" };
}

/** One page of holders. All have to be known first: their transfers are read up to the finalised head. */
async function countLosers(
	ports: Ports,
	token: Token,
	watch: ExpiryWatch,
	untilMs: number,
): Promise<ExpiryWatch | undefined> {
	const finalized = await ports.chain(token.chainId).block("finalized");
	while (await extendHolders(ports, token, finalized)) if (ports.nowMs() >= untilMs) return undefined;
	const { holders, next } = await ports.store.payouts.holders(token.id, PAGE, watch.after);
	const dues = await Promise.all(
		holders.map(({ holder }) => ports.dialect(token).due(holder, "latest", [watch.snapshotId])),
	);
	// Who is owed only what has no price would lose it, too.
	const losers = dues.filter((due) => due.length > 0).map(sumDue);
	const { after: _from, ...rest } = watch;
	const counted = {
		...rest,
		holders: watch.holders + losers.length,
		lostWei: losers.reduce((sum, one) => sum + worthWei(one.dueWei, one.dueAssets, token.prices), watch.lostWei),
	};
	return next === undefined ? { ...counted, phase: "done" } : { ...counted, after: next };
}
