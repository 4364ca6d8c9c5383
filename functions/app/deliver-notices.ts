import { isFinal } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import { afterTry, awaitClaim, type Envelope, giveUp, isTooOld, NO_REST, nextRest, type Rest } from "../core/outbox.ts";
import type { Courier } from "../core/ports/courier.ts";
import type { Ports } from "../core/ports/ports.ts";
import { failuresOf, throwAll } from "./throw-all.ts";
import { withLease } from "./with-lease.ts";

const PAGE = 20;
/** A destination that fails so often in a row in one run rests; after a rest, once is enough. */
const MOST_FAILURES = 3;
/** Notices come in swarms: after each look, how often and how long it waits for more. */
const LOOKS = 3;
const LOOK_MS = 700;

/**
 * Sends the notices that are due, until none is left or `untilMs` has come. Each is sent at least once and recorded as
 * sent afterwards: a run that dies in between sends it again, with the same id. With `woken` it waits for some to show up.
 * Each destination has a queue and a lease of its own, so that none waits for another. Throws at the end what went wrong.
 */
export async function deliverNotices(ports: Ports, untilMs: number, woken = false): Promise<void> {
	const drained = await Promise.allSettled(
		[...ports.couriers].map(([destination, courier]) => drain(ports, destination, courier, { untilMs, woken })),
	);
	throwAll(failuresOf(drained));
}

async function drain(
	ports: Ports,
	destination: string,
	courier: Courier,
	{ untilMs, woken }: { untilMs: number; woken: boolean },
): Promise<void> {
	const { notices } = ports.store;
	const dueNow = (limit: number): Promise<Envelope[]> => notices.due(destination, ports.nowMs(), limit);
	if (!woken && (await dueNow(1)).length === 0) return; // a minute's run that finds nothing costs one read
	await withLease(ports, `notify#${destination}`, async (renew) => {
		let rest: Rest | undefined;
		let failures = 0;
		let looks = woken ? LOOKS : 1;
		while (ports.nowMs() < untilMs) {
			const due = await dueNow(PAGE);
			if (due.length === 0 && --looks === 0) return;
			if (due.length === 0) {
				await ports.sleep(LOOK_MS);
				continue;
			}
			looks = LOOKS;
			rest ??= await notices.rest(destination);
			if (ports.nowMs() < rest.untilMs) return;
			await renew();
			const results = await deliverPage(ports, courier, due, rest);
			if (results.includes("taken")) {
				if (rest.times > 0) await notices.setRest(destination, NO_REST);
				rest = NO_REST;
				failures = 0;
				continue;
			}
			failures += results.filter((one) => one === "refused").length;
			if (failures < (rest.times > 0 ? 1 : MOST_FAILURES)) continue;
			rest = nextRest(rest, ports.nowMs());
			await notices.setRest(destination, rest);
			return ports.log.warn("destination_rests", { destination, ...rest });
		}
	});
}

type Delivered = "taken" | "refused" | "waits";

/** All that are due; after a rest one alone, to see whether it is taken, and what has become too old meanwhile is given up. */
async function deliverPage(
	ports: Ports,
	courier: Courier,
	due: readonly Envelope[],
	{ times }: Rest,
): Promise<Delivered[]> {
	if (times === 0) return Promise.all(due.map((one) => deliver(ports, courier, one)));
	const old = due.filter((one) => isTooOld(one, ports.nowMs()));
	await Promise.all(old.map((one) => keep(ports, giveUp(one))));
	const [first] = due.filter((one) => !old.includes(one));
	return first ? [await deliver(ports, courier, first)] : [];
}

async function deliver(ports: Ports, courier: Courier, envelope: Envelope): Promise<Delivered> {
	const { id, kind, body } = envelope;
	const verdict = await claimVerdict(ports, envelope);
	if (verdict !== "true") {
		await keep(ports, awaitClaim(envelope, verdict === "false", ports.nowMs()));
		return "waits";
	}
	const answer = await courier.deliver({ id, kind, body });
	await keep(ports, afterTry(envelope, answer, ports.nowMs()));
	return answer.ok ? "taken" : "refused";
}

async function keep(ports: Ports, envelope: Envelope): Promise<void> {
	await ports.store.notices.update(envelope);
	const { id: noticeId, kind, destination, attempts, state, problem, createdAtMs } = envelope;
	const facts = { noticeId, kind, destination, attempts };
	if (state === "done") ports.log.info("notice_sent", { ...facts, ageSec: (ports.nowMs() - createdAtMs) / 1_000 });
	if (state === "due" && problem) ports.log.info("notice_not_taken", { ...facts, problem });
	if (state === "dead") ports.log.warn("notice_dead", { ...facts, problem });
}

/** Whether what a notice says of its claim is so: it was recorded before the claim was moved. `open`: not yet. */
async function claimVerdict(ports: Ports, { claimId, kind }: Envelope): Promise<"true" | "false" | "open"> {
	if (!claimId) return "true";
	const claim = await ports.store.claims.get(claimId as Hex);
	if (`claim.${claim?.state}` === kind) return "true";
	return claim && isFinal(claim.state) ? "false" : "open";
}
