import { isFinal } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import { type Answer, afterTry, awaitClaim, type Delivery, dueFor, type Envelope, putOff } from "../core/outbox.ts";
import type { Ports } from "../core/ports/ports.ts";
import { withLease } from "./with-lease.ts";

const PAGE = 20;
/** A destination that fails so often in a row in one run is left alone until the next. */
const MOST_FAILURES = 3;
/** Notices come in swarms: after each look, how often and how long it waits for more. */
const LOOKS = 3;
const LOOK_MS = 700;

/**
 * Sends the notices that are due, until none is left or `untilMs` has come. Each is sent at least once and recorded as
 * sent afterwards: a run that dies in between sends it again, with the same id. With `woken` it waits for some to show up.
 */
export async function deliverNotices(ports: Ports, untilMs: number, woken = false): Promise<void> {
	await withLease(ports, "notify", async (renew) => {
		const failures = new Map<string, number>();
		let looks = woken ? LOOKS : 1;
		while (ports.nowMs() < untilMs) {
			const due = await ports.store.notices.due(ports.nowMs(), PAGE);
			if (due.length > 0) looks = LOOKS;
			else if (--looks === 0) return;
			else await ports.sleep(LOOK_MS);
			await renew();
			await Promise.all(due.map((one) => deliver(ports, one, failures)));
		}
	});
}

async function deliver(ports: Ports, envelope: Envelope, failures: Map<string, number>): Promise<void> {
	const { id, kind, body, createdAtMs, version } = envelope;
	const destinations = dueFor(envelope, ports.nowMs());
	const waits = await claimVerdict(ports, envelope);
	const tries = destinations.map(async (destination): Promise<[string, Delivery]> => {
		const delivery = envelope.deliveries[destination] as Delivery;
		if (waits !== "true") return [destination, awaitClaim(delivery, waits === "false", createdAtMs, ports.nowMs())];
		const courier = ports.courier(destination);
		if (!courier) return [destination, { ...delivery, state: "dropped" }];
		if ((failures.get(destination) ?? 0) >= MOST_FAILURES)
			return [destination, putOff(delivery, createdAtMs, ports.nowMs())];
		const answer: Answer = await courier.deliver({ id, kind, body });
		failures.set(destination, answer.ok ? 0 : (failures.get(destination) ?? 0) + 1);
		return [destination, afterTry(delivery, answer, ports.nowMs())];
	});
	const tried = await Promise.all(tries);
	const deliveries = { ...envelope.deliveries, ...Object.fromEntries(tried) };
	await ports.store.notices.update({ ...envelope, version: version + 1, deliveries });
	for (const [destination, { state, attempts, problem }] of tried) {
		const facts = { noticeId: id, kind, destination, attempts };
		if (state === "done") ports.log.info("notice_sent", { ...facts, ageSec: (ports.nowMs() - createdAtMs) / 1_000 });
		if (state === "due" && problem) ports.log.info("notice_not_taken", { ...facts, problem });
		if (state === "dead") ports.log.warn("notice_dead", { ...facts, problem });
	}
}

/** Whether what a notice says of its claim is so: it was recorded before the claim was moved. `open`: not yet. */
async function claimVerdict(ports: Ports, { claimId, kind }: Envelope): Promise<"true" | "false" | "open"> {
	if (!claimId) return "true";
	const claim = await ports.store.claims.get(claimId as Hex);
	if (`claim.${claim?.state}` === kind) return "true";
	return claim && isFinal(claim.state) ? "false" : "open";
}
