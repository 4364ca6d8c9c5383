import { holdsSlot } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import { type ExpiryWatch, newExpiryWatch } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { worthWei } from "../core/worth.ts";
import { sumDue } from "./claim-facts.ts";
import { extendHolders } from "./extend-holders.ts";
import { payPage } from "./pay-mandates.ts";
import { readPauses } from "./read-pauses.ts";

const PAGE = 25;
/** So long a claim that does not get on holds up the counting. */
const PATIENCE_MS = 12 * 3_600_000;

/**
 * Before a snapshot can't be claimed any more, by time or because the next one is taken: claims it for all who have given a
 * mandate and waits until they are paid, then counts who would lose how much, and tells the operator. The next run goes on
 * where this one stopped.
 */
export async function mindExpiry(ports: Ports, token: Token, untilMs: number): Promise<void> {
	for (const { snapshotId, expiresAtSec } of await endingSoon(ports, token)) {
		const known = await ports.store.payouts.expiry(token.id, snapshotId);
		let watch = known ?? newExpiryWatch(snapshotId, ports.nowMs());
		if (!known) await ports.store.payouts.setExpiry(token.id, watch); // its time counts from now
		while (watch.phase !== "done" && ports.nowMs() < untilMs) {
			if (watch.phase === "mandates" && (await readPauses(ports)).token(token)) {
				// Nobody can be paid meanwhile, so the time for it counts from when it goes on.
				await ports.store.payouts.setExpiry(token.id, { ...watch, sinceMs: ports.nowMs() });
				break;
			}
			const next: ExpiryWatch | undefined =
				watch.phase === "mandates"
					? await claimFirst(ports, token, watch)
					: await countLosers(ports, token, watch, untilMs);
			if (!next) break; // somebody's claim is still on its way
			if (next.phase === "done" && next.holders > 0) {
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

/** The snapshots whose end is near enough to be minded, oldest first; `expiresAtSec` 0: with the next snapshot. */
async function endingSoon(ports: Ports, token: Token): Promise<{ snapshotId: bigint; expiresAtSec: number }[]> {
	const dialect = ports.dialect(token);
	const nowSec = ports.nowMs() / 1000;
	const isNear = (sec: number): boolean => sec - nowSec <= token.expiryNoticeSec;
	const [{ currentSnapshotId, nextSnapshotAtSec }, snapshots] = await Promise.all([
		dialect.state("latest"),
		dialect.snapshots(ports.limits.snapshotsPerClaim),
	]);
	const byTime = snapshots
		.filter(({ expiresAtSec }) => expiresAtSec > nowSec && isNear(expiresAtSec))
		.map(({ id, expiresAtSec }) => ({ snapshotId: id, expiresAtSec }));
	const withNext = isNear(nextSnapshotAtSec) ? dialect.expiring(currentSnapshotId) : [];
	return [...byTime.reverse(), ...withNext.map((snapshotId) => ({ snapshotId, expiresAtSec: 0 }))];
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
	if (isOnItsWay && ports.nowMs() - watch.sinceMs < PATIENCE_MS) return undefined;
	const { after: _from, ...rest } = watch;
	return next === undefined ? { ...rest, phase: "holders" } : { ...rest, after: next };
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
	const lost = await Promise.all(
		holders.map(async ({ holder }) => {
			const { dueWei, dueAssets } = sumDue(await ports.dialect(token).due(holder, "latest", [watch.snapshotId]));
			return worthWei(dueWei, dueAssets, token.prices);
		}),
	);
	const { after: _from, ...rest } = watch;
	const counted = {
		...rest,
		holders: watch.holders + lost.filter((wei) => wei > 0n).length,
		lostWei: lost.reduce((sum, wei) => sum + wei, watch.lostWei),
	};
	return next === undefined ? { ...counted, phase: "done" } : { ...counted, after: next };
}
