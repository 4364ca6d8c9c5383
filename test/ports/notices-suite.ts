import { describe, expect, test } from "@jest/globals";
import { type Envelope, envelopeOf } from "../../functions/core/outbox.ts";
import { word } from "../given/claim.ts";
import { freshId, freshName, type Open, wins } from "./fresh.ts";

const stuck = (lane: string) =>
	({ kind: "transaction.stuck", lane, nonce: 1, transactionHash: word(1), attempts: 3 }) as const;

/** functions/core/ports/notice-store.ts */
export function noticesSuite(open: Open): void {
	const notices = () => open().notices;
	const anEnvelope = (atMs: number): Envelope => {
		const destinations = ["a", "b"].map((id) => ({ id, kinds: ["transaction.stuck" as const] }));
		return envelopeOf(stuck(freshName()), destinations, atMs) as Envelope;
	};
	/** All tests share a table: those that are not of this one are left out. */
	const dueAmong = async (all: Envelope[], nowMs: number): Promise<Envelope[]> =>
		(await notices().due(nowMs, 100)).filter(({ id }) => all.some((one) => one.id === id));
	const after = (envelope: Envelope, deliveries: Partial<Envelope["deliveries"]>): Envelope => ({
		...envelope,
		version: envelope.version + 1,
		deliveries: { ...envelope.deliveries, ...deliveries } as Envelope["deliveries"],
	});

	describe("a notice", () => {
		test("is recorded once, by exactly one of many", async () => {
			const envelope = anEnvelope(1_000);
			expect(await wins(() => notices().insert(envelope))).toBe(1);
		});
		test("comes back as it was, with what its last try said", async () => {
			const envelope = { ...anEnvelope(10), claimId: freshId() };
			await notices().insert(envelope);
			const tried = after(envelope, { a: { state: "due", attempts: 1, nextAtMs: 20, problem: "HTTP 500" } });
			expect(await notices().update(tried)).toBe(true);
			expect(await dueAmong([envelope], 20)).toEqual([tried]);
		});
		test("is changed by exactly one of many, and by none that has read it before", async () => {
			const envelope = anEnvelope(1_000);
			await notices().insert(envelope);
			expect(await wins(() => notices().update(after(envelope, {})))).toBe(1);
			expect(await notices().update(after(envelope, {}))).toBe(false);
			expect(await notices().update({ ...anEnvelope(1), version: 2 })).toBe(false);
		});
		test("is due from its time on, the longest due first", async () => {
			const all = [300, 100, 200].map(anEnvelope);
			for (const one of all) await notices().insert(one);
			const [third, first, second] = all;
			expect(await dueAmong(all, 99)).toEqual([]);
			expect(await dueAmong(all, 200)).toEqual([first, second]);
			expect(await dueAmong(all, 300)).toEqual([first, second, third]);
		});
		test("is due until nobody is left to be told, and known afterwards", async () => {
			const envelope = anEnvelope(100);
			await notices().insert(envelope);
			const once = after(envelope, { a: { state: "done", attempts: 1, nextAtMs: 100 } });
			await notices().update(once);
			expect(await dueAmong([envelope], 100)).toEqual([once]);
			await notices().update(after(once, { b: { state: "dead", attempts: 9, nextAtMs: 100, problem: "gone" } }));
			expect(await dueAmong([envelope], Number.MAX_SAFE_INTEGER)).toEqual([]);
			expect(await notices().insert(envelope)).toBe(false);
		});
	});
	describe("a trouble", () => {
		test("lasts since it began, for whoever sees it", async () => {
			const name = freshName();
			const seen = await Promise.all(Array.from({ length: 20 }, (_, n) => notices().begin(name, 100 + n)));
			expect(new Set(seen).size).toBe(1);
			expect(await notices().begin(name, 500)).toBe(seen[0]);
		});
		test("that has ended begins anew, and may end twice", async () => {
			const name = freshName();
			await notices().begin(name, 100);
			await notices().end(name);
			await notices().end(name);
			expect(await notices().begin(name, 500)).toBe(500);
		});
	});
	test("a function's last run is what was noted last", async () => {
		const fn = freshName();
		expect(await notices().lastRunMs(fn)).toBeUndefined();
		await notices().noteRun(fn, 5);
		await notices().noteRun(fn, 7);
		expect(await notices().lastRunMs(fn)).toBe(7);
	});
}
