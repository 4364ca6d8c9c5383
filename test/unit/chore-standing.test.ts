import { describe, expect, test } from "@jest/globals";
import { type ChoreStanding, choreName, SWEEP_REST_MS, standingAfter } from "../../functions/core/chore-standing.ts";

const HOUR = 3_600_000;
const after = (before: ChoreStanding | undefined, isWorth: boolean, nonce = 1) =>
	standingAfter(before, { lane: "a", nonce }, { isWorth, nowMs: 1_000, longestMs: SWEEP_REST_MS });

describe("a chore that is not worth its gas", () => {
	test("may be so once, then rests for an hour, and twice as long each time, for a day at most", () => {
		let standing: ChoreStanding | undefined;
		const rests = Array.from({ length: 40 }, (_, nonce) => {
			standing = after(standing, false, nonce);
			return (standing.untilMs - 1_000) / HOUR;
		});
		expect(rests.slice(0, 9)).toEqual([0, 1, 2, 4, 8, 16, 24, 24, 24]);
		expect(new Set(rests.slice(6))).toEqual(new Set([24]));
		expect(standing).toMatchObject({ misses: 40, lane: "a", nonce: 39 });
	});
	test("begins anew when one was worth it", () => {
		const missed = after(after(after(undefined, false), false), false);
		const worth = after(missed, true);
		expect(worth).toMatchObject({ misses: 0, untilMs: 1_000 });
		expect(after(worth, false).untilMs).toBe(1_000);
	});
});

test("what does the same has one name, and nothing else has", () => {
	const names = [
		choreName({ kind: "snapshot", tokenId: "a", snapshotId: 1n }),
		choreName({ kind: "sweep", tokenId: "a", sweepId: "b" }),
		choreName({ kind: "sweep", tokenId: "a", sweepId: "b", snapshotId: 1n }),
		choreName({ kind: "sweep", tokenId: "a", sweepId: "b", snapshotId: 2n }),
		choreName({ kind: "sweep", tokenId: "a", sweepId: "c" }),
	];
	expect(new Set(names).size).toBe(names.length);
	expect(choreName({ kind: "snapshot", tokenId: "a", snapshotId: 2n })).toBe(names[0]);
});
