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

/** A notice on its way to one of those who want it; `body` is what is sent, byte for byte, at each try. */
export interface Envelope {
	id: string;
	destination: string;
	version: number;
	kind: NoticeKind;
	body: string;
	/** Told only once this claim has come to the state that the kind names. */
	claimId?: string;
	createdAtMs: number;
	/** `dropped`: it turned out not to be so. */
	state: "due" | "done" | "dead" | "dropped";
	attempts: number;
	/** When it is to be looked at again, while it is due. */
	nextAtMs: number;
	/** Why the last try failed. */
	problem?: string;
}
/** Who is told of which kinds. */
export interface Destination {
	id: string;
	kinds: readonly NoticeKind[];
}
/** A destination that takes nothing is left alone for a while: how many times by now, and until when. */
export interface Rest {
	times: number;
	untilMs: number;
}
/** What became of a try; `isFinal`: no further one makes sense. */
export type Answer = { ok: true } | { ok: false; problem: string; isFinal?: boolean; retryAfterSec?: number };

/** Waits before the second try and each that follows, in seconds; with none left it is dead: after a day and a half. */
const BACKOFF_SEC = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 72_000];
/** What was hardly tried, since its destination rests, is dead at that age. */
const DEAD_AFTER_MS = 3 * 86_400_000;
/** The first rest of a destination; each that follows is twice as long, up to the longest. */
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 3_600_000;
/** A claim comes to its state in a moment after it is told, or its worker died. */
const CLAIM_LOOK_MS = 5_000;
const CLAIM_DROP_MS = 3_600_000;

/** One for each destination that wants the notice. */
export function envelopesOf(notice: Notice, destinations: readonly Destination[], nowMs: number): Envelope[] {
	const wanted = destinations.filter(({ kinds }) => kinds.includes(notice.kind));
	const { kind, ...facts } = notice;
	const id = noticeId(notice);
	const body = JSON.stringify({ id, kind, atMs: nowMs, facts }, (_key, value) =>
		typeof value === "bigint" ? value.toString() : value,
	);
	const claim = "claimId" in notice ? { claimId: notice.claimId } : {};
	return wanted.map(({ id: destination }) => ({
		...{ id, destination, version: 1, kind, body, ...claim, createdAtMs: nowMs },
		...{ state: "due", attempts: 0, nextAtMs: nowMs },
	}));
}

const next = (envelope: Envelope, change: Partial<Envelope>): Envelope => ({
	...envelope,
	...change,
	version: envelope.version + 1,
});

/** An envelope after a try. */
export function afterTry(envelope: Envelope, answer: Answer, nowMs: number): Envelope {
	const { problem: _last, ...rest } = envelope;
	const attempts = envelope.attempts + 1;
	if (answer.ok) return next(rest, { state: "done", attempts, nextAtMs: nowMs });
	const waitSec = BACKOFF_SEC[attempts - 1];
	const { problem } = answer;
	if (answer.isFinal || waitSec === undefined) return next(rest, { state: "dead", attempts, nextAtMs: nowMs, problem });
	const askedSec = Math.min(answer.retryAfterSec ?? 0, 86_400);
	return next(rest, { attempts, nextAtMs: nowMs + 1_000 * Math.max(waitSec, askedSec), problem });
}

/** Whether an envelope is given up without a further try while its destination rests again and again. */
export const isTooOld = ({ createdAtMs }: Envelope, nowMs: number): boolean => nowMs - createdAtMs > DEAD_AFTER_MS;
export const giveUp = (envelope: Envelope): Envelope =>
	next(envelope, { state: "dead", problem: envelope.problem ?? "down" });

/** An envelope whose claim is not in its state: looked at again, or dropped. */
export const awaitClaim = (envelope: Envelope, isOver: boolean, nowMs: number): Envelope =>
	next(
		envelope,
		isOver || nowMs - envelope.createdAtMs > CLAIM_DROP_MS ? { state: "dropped" } : { nextAtMs: nowMs + CLAIM_LOOK_MS },
	);

/** A destination that takes everything. */
export const NO_REST: Rest = { times: 0, untilMs: 0 };
/** The rest that follows: twice as long as the last one. */
export const nextRest = ({ times }: Rest, nowMs: number): Rest => ({
	times: times + 1,
	untilMs: nowMs + Math.min(FIRST_REST_MS * 2 ** Math.min(times, 20), LONGEST_REST_MS),
});
