import { describe, expect, test } from "@jest/globals";
import { type Envelope, envelopesOf, NO_REST } from "../../functions/core/outbox.ts";
import { word } from "../given/claim.ts";
import { freshId, freshName, type Open, wins } from "./fresh.ts";

const stuck = (lane: string) =>
	({ kind: "transaction.stuck", lane, nonce: 1, transactionHash: word(1), attempts: 3 }) as const;

/** functions/core/ports/notice-store.ts */
export function noticesSuite(open: Open): void {
	const notices = () => open().notices;
	const anEnvelope = (atMs: number, destination = "a"): Envelope => {
		const destinations = [{ id: destination, kinds: ["transaction.stuck" as const] }];
		return envelopesOf(stuck(freshName()), destinations, atMs)[0] as Envelope;
	};
	/** All tests share a table: those that are not of this one are left out. */
	const dueAmong = async (all: Envelope[], nowMs: number, destination = "a"): Promise<Envelope[]> =>
		(await notices().due(destination, nowMs, 100)).filter(({ id }) => all.some((one) => one.id === id));
	const after = (envelope: Envelope, change: Partial<Envelope>): Envelope => ({
		...envelope,
		...change,
		version: envelope.version + 1,
	});

	describe("a notice", () => {
		test("is recorded once, by exactly one of many", async () => {
			const envelope = anEnvelope(1_000);
			expect(await wins(() => notices().insert(envelope))).toBe(1);
		});
		test("that was dropped is recorded anew, once; one that was sent, or is dead, is not", async () => {
			for (const [state, again] of [
				["dropped", true],
				["done", false],
				["dead", false],
				["due", false],
			] as const) {
				const envelope = anEnvelope(1_000);
				await notices().insert(envelope);
				await notices().update(after(envelope, { state }));
				expect([state, await notices().insert(envelope)]).toEqual([state, again]);
				expect(await notices().insert(envelope)).toBe(false);
			}
		});
		test("comes back as it was, with what its last try said", async () => {
			const envelope = { ...anEnvelope(10), claimId: freshId() };
			await notices().insert(envelope);
			const tried = after(envelope, { attempts: 1, nextAtMs: 20, problem: "HTTP 500" });
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
			const all = [300, 100, 200].map((atMs) => anEnvelope(atMs));
			for (const one of all) await notices().insert(one);
			const [third, first, second] = all;
			expect(await dueAmong(all, 99)).toEqual([]);
			expect(await dueAmong(all, 200)).toEqual([first, second]);
			expect(await dueAmong(all, 300)).toEqual([first, second, third]);
		});
		test("is due until it was taken or given up, and known afterwards", async () => {
			for (const state of ["done", "dead"] as const) {
				const envelope = anEnvelope(100);
				await notices().insert(envelope);
				await notices().update(after(envelope, { state, attempts: 1 }));
				expect(await dueAmong([envelope], Number.MAX_SAFE_INTEGER)).toEqual([]);
				expect(await notices().insert(envelope)).toBe(false);
			}
		});
		test("waits for each destination by itself", async () => {
			const [a, b] = [anEnvelope(100), { ...anEnvelope(100), destination: "b" }];
			const twin = { ...a, destination: "b" };
			for (const one of [a, b, twin]) expect(await notices().insert(one)).toBe(true);
			await notices().update(after(a, { state: "done" }));
			expect(await dueAmong([a, b], 100)).toEqual([]);
			expect(new Set((await dueAmong([a, b], 100, "b")).map(({ id }) => id))).toEqual(new Set([a.id, b.id]));
		});
	});
	test("a destination rests as was said last", async () => {
		const destination = freshName();
		expect(await notices().rest(destination)).toEqual(NO_REST);
		await notices().setRest(destination, { times: 1, untilMs: 5 });
		await notices().setRest(destination, { times: 2, untilMs: 7 });
		expect(await notices().rest(destination)).toEqual({ times: 2, untilMs: 7 });
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
