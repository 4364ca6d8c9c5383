import type { Dice } from "../given/dice.ts";
import type { KillPoint, When } from "../given/kill-points.ts";

/** What a worker can be told to do: each is one Lambda's use case. */
export type Work = "post" | "relay" | "settle" | "snapshot";

/** How one worker ends: by its own hand at the n-th passing of a point while at that work, or by ours at any moment. */
export type Kill = { work: Work; point: KillPoint; when: When; pass: number } | { afterMs: number };

const whens: readonly When[] = ["before", "after"];
const steps: readonly [Work, readonly KillPoint[]][] = [
	["post", ["slot", "insert"]],
	["relay", ["put", "move", "sign", "payload", "arm", "broadcast"]],
	["settle", ["receipt", "move", "arm", "bump"]],
];
/** One of each, and a third as many moments that nobody chose. */
const deck = (at: Dice): Kill[] => [
	...steps.flatMap(([work, points]) =>
		points.flatMap((point) =>
			whens.map((when): Kill => ({ work, point, when, pass: point === "bump" ? 1 : 1 + at.below(2) })),
		),
	),
	{ work: "snapshot", point: at.pick(["put", "sign", "arm", "broadcast"]), when: at.pick(whens), pass: 1 },
	...Array.from({ length: 8 }, (): Kill => ({ afterMs: at.below(4_000) })),
];

/** So many kills, the same for the same dice: every step comes up equally often. */
export function killPlan(count: number, at: Dice): Kill[] {
	const plan: Kill[] = [];
	while (plan.length < count) plan.push(...at.shuffle(deck(at)));
	return plan.slice(0, count);
}

/** A worker that stands still at a point, longer than it takes a block to be final, and then goes on as if nothing were. */
export interface Nap {
	point: KillPoint;
	when: When;
	ms: number;
}
/** A nap at any point of the work on a lane. */
export const anyNap = (at: Dice): Nap => ({
	point: at.pick(["put", "move", "sign", "arm", "bump", "broadcast", "receipt"]),
	when: at.pick(whens),
	ms: 5_000 + at.below(4_000),
});

/** What a kill is counted under. */
export const nameOf = (kill: Kill): string => ("afterMs" in kill ? "any moment" : `${kill.when} ${kill.point}`);
