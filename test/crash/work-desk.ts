import type { Hex } from "../../functions/core/hex.ts";
import type { Dice } from "../given/dice.ts";
import type { Crowd } from "./crowd.ts";
import type { Desk } from "./fleet.ts";
import type { Work } from "./plan.ts";
import type { Ended } from "./start-worker.ts";

/** Most wake-ups are lost here: the schedule, which is the desk itself, makes them good. */
const WAKE_HEARD = 0.3;

/** Hands out what there is to do: posts that holders sent, wake-ups that were not lost, and else the schedule's turns. */
export function workDesk(crowd: Crowd, at: Dice): Desk & { finish(): void } {
	const woken: Work[] = [];
	let finishing = false;
	const post = () => {
		const order = crowd.orders.shift();
		if (!order) return undefined;
		return {
			task: { work: "post" as const, order },
			ended: (how: Ended) => {
				if ("died" in how) crowd.lost(order);
				else if ("failed" in how) crowd.refused(order, how.failed.code ?? how.failed.message);
				else crowd.posted(order, how.done.claimId as Hex);
			},
		};
	};
	return {
		woken: (work) => {
			if (at.chance(WAKE_HEARD) && woken.length < 50) woken.push(work);
		},
		finish: () => {
			finishing = true;
		},
		next: (kinds) => {
			if (kinds.includes("post")) {
				const job = post();
				if (job || kinds.length === 1) return job;
			}
			const wanted = kinds.length > 1 ? woken.shift() : undefined;
			const work = wanted ?? at.pick(kinds.filter((kind) => kind !== "post"));
			const none = () => undefined;
			if (work === "settle") return { task: { work, budgetMs: at.below(2_000) }, ended: none };
			if (work === "snapshot" && !finishing) return { task: { work }, ended: none };
			return { task: { work: "relay" }, ended: none };
		},
	};
}
