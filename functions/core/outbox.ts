import { type Notice, type NoticeKind, noticeId } from "./notice.ts";
import type { Notices } from "./stage.ts";

/** The alert topic, and a webhook, among the destinations. */
export const TOPIC = "topic";
export const webhookDestination = (webhookId: string): string => `webhook/${webhookId}`;

/** Who is told, as the stage file has it. */
export const destinationsOf = ({ topic, webhooks }: Pick<Notices, "topic" | "webhooks">): Destination[] => [
	{ id: TOPIC, kinds: topic },
	...webhooks.map(({ id, kinds }) => ({ id: webhookDestination(id), kinds })),
];

/** How a notice stands with one of those who want it. `dropped`: it turned out not to be so, or nobody is there any more. */
export interface Delivery {
	state: "due" | "done" | "dead" | "dropped";
	attempts: number;
	nextAtMs: number;
	/** Why the last try failed. */
	problem?: string;
}
/** A notice on its way; `body` is what is sent, byte for byte, at each try. */
export interface Envelope {
	id: string;
	version: number;
	kind: NoticeKind;
	body: string;
	/** Told only once this claim has come to the state that the kind names. */
	claimId?: string;
	createdAtMs: number;
	/** By destination. */
	deliveries: Record<string, Delivery>;
}
/** Who is told of which kinds. */
export interface Destination {
	id: string;
	kinds: readonly NoticeKind[];
}
/** What became of a try; `isFinal`: no further one makes sense. */
export type Answer = { ok: true } | { ok: false; problem: string; isFinal?: boolean; retryAfterSec?: number };

/** Waits before the second try and each that follows, in seconds; with none left it is dead: after a day and a half. */
const BACKOFF_SEC = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 72_000];
/** What was never tried, since its destination is down for others too, is dead at that age. */
const DEAD_AFTER_MS = 3 * 86_400_000;
/** A claim comes to its state in a moment after it is told, or its worker died. */
const CLAIM_LOOK_MS = 5_000;
const CLAIM_DROP_MS = 3_600_000;

/** undefined: nobody wants it. */
export function envelopeOf(notice: Notice, destinations: readonly Destination[], nowMs: number): Envelope | undefined {
	const wanted = destinations.filter(({ kinds }) => kinds.includes(notice.kind));
	if (wanted.length === 0) return undefined;
	const { kind, ...facts } = notice;
	const id = noticeId(notice);
	return {
		id,
		version: 1,
		kind,
		body: JSON.stringify({ id, kind, atMs: nowMs, facts }, (_key, value) =>
			typeof value === "bigint" ? value.toString() : value,
		),
		...("claimId" in notice ? { claimId: notice.claimId } : {}),
		createdAtMs: nowMs,
		deliveries: Object.fromEntries(wanted.map(({ id }) => [id, { state: "due", attempts: 0, nextAtMs: nowMs }])),
	};
}

/** When the envelope is to be looked at again; undefined: never. */
export function dueAtMs({ deliveries }: Envelope): number | undefined {
	const due = Object.values(deliveries).filter(({ state }) => state === "due");
	return due.length === 0 ? undefined : Math.min(...due.map(({ nextAtMs }) => nextAtMs));
}
/** The destinations that it goes to now. */
export const dueFor = ({ deliveries }: Envelope, nowMs: number): string[] =>
	Object.keys(deliveries).filter((id) => deliveries[id]?.state === "due" && deliveries[id].nextAtMs <= nowMs);

/** A delivery after a try. */
export function afterTry(delivery: Delivery, answer: Answer, nowMs: number): Delivery {
	const attempts = delivery.attempts + 1;
	if (answer.ok) return { state: "done", attempts, nextAtMs: nowMs };
	const waitSec = BACKOFF_SEC[attempts - 1];
	const { problem } = answer;
	if (answer.isFinal || waitSec === undefined) return { state: "dead", attempts, nextAtMs: nowMs, problem };
	const askedSec = Math.min(answer.retryAfterSec ?? 0, 86_400);
	return { state: "due", attempts, nextAtMs: nowMs + 1_000 * Math.max(waitSec, askedSec), problem };
}
/** A delivery that is put off without a try, since its destination is down. */
export const putOff = (delivery: Delivery, createdAtMs: number, nowMs: number): Delivery =>
	nowMs - createdAtMs > DEAD_AFTER_MS
		? { ...delivery, state: "dead", problem: delivery.problem ?? "down" }
		: { ...delivery, nextAtMs: nowMs + 60_000 };
/** All deliveries of an envelope whose claim is not in its state: looked at again, or dropped. */
export const awaitClaim = (delivery: Delivery, isOver: boolean, createdAtMs: number, nowMs: number): Delivery =>
	isOver || nowMs - createdAtMs > CLAIM_DROP_MS
		? { ...delivery, state: "dropped" }
		: { ...delivery, nextAtMs: nowMs + CLAIM_LOOK_MS };
