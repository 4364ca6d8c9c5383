import { createHash } from "node:crypto";

/** Random choices that are the same for the same seed; a branch has a stream of its own, whatever others draw. */
export interface Dice {
	/** From 0 up to, not including, 1. */
	next(): number;
	/** A whole number from 0 up to, not including, `bound`. */
	below(bound: number): number;
	chance(probability: number): boolean;
	pick<T>(choices: readonly T[]): T;
	shuffle<T>(cards: readonly T[]): T[];
	branch(name: string): Dice;
}

/** A seeded source of choices. */
export function dice(seed: string): Dice {
	let drawn = 0;
	const next = (): number => createHash("sha256").update(`${seed}:${drawn++}`).digest().readUInt32BE(0) / 2 ** 32;
	const below = (bound: number): number => Math.floor(next() * bound);
	return {
		next,
		below,
		chance: (probability) => next() < probability,
		pick: <T>(choices: readonly T[]): T => choices[below(choices.length)] as T,
		shuffle: (cards) => {
			const rest = [...cards];
			return cards.map(() => rest.splice(below(rest.length), 1)[0] as (typeof rest)[number]);
		},
		branch: (name) => dice(`${seed}/${name}`),
	};
}
