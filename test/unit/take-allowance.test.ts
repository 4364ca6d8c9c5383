import { beforeEach, describe, expect, test } from "@jest/globals";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { takeAllowance, takeBudget, takeChoreBudget } from "../../functions/app/take-allowance.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { HOLDER } from "../given/claim.ts";
import { keptLog } from "../given/http.ts";

const MIDNIGHT = Date.parse("2026-11-30T00:00:00Z");
const token = { id: "t", chainId: 1, dailyBudgetWei: 50n } as Token;
let nowMs: number;
let store: ReturnType<typeof memoryStore>;
let log: ReturnType<typeof keptLog>;
beforeEach(() => {
	nowMs = MIDNIGHT - 1;
	store = memoryStore();
	log = keptLog();
});
const portsWith = (counters: Partial<typeof store.counters> = {}): Ports =>
	({
		store: { ...store, counters: { ...store.counters, ...counters } },
		nowMs: () => nowMs,
		log,
		limits: { claimsPerHolderPerDay: 2 },
		chainStage: () => ({ dailyBudgetWei: 1_000n, choreBudgetWei: 100n }),
	}) as unknown as Ports;
const exhausted = { code: "budget_exhausted" };

describe("what is given back", () => {
	test("is taken off the day that it was booked in, though the next one has begun", async () => {
		const midnightComes: typeof store.counters.add = async (...given) => {
			if (given[0].startsWith("budget#t#")) nowMs = MIDNIGHT;
			return store.counters.add(...given);
		};
		await expect(takeBudget(portsWith({ add: midnightComes }), token, 60n)).rejects.toMatchObject(exhausted);
		const totals = ["2026-11-29", "2026-11-30"].map((day) => store.counters.total(`budget#chain#1#${day}`));
		expect(await Promise.all(totals)).toEqual([0n, 0n]);
		nowMs = MIDNIGHT - 1;
		const giveBack = await takeChoreBudget(portsWith(), 1, 70n);
		nowMs = MIDNIGHT;
		await giveBack?.();
		expect(await store.counters.total("chores#1#2026-11-29")).toBe(0n);
	});
	test("holds a holder's number of claims, when the budget refuses: he has them once there is one", async () => {
		const claim = (costWei: bigint) => takeAllowance(portsWith(), token, HOLDER, { what: "claims", costWei });
		for (let n = 0; n < 5; n++) await expect(claim(60n)).rejects.toMatchObject(exhausted);
		for (let n = 0; n < 2; n++) await claim(1n);
		await expect(claim(1n)).rejects.toMatchObject({ code: "quota_exceeded" });
	});
	test("may fail: the refusal stands, and the operator can read that too much is counted", async () => {
		const takeOff = () => Promise.reject(new Error("no answer"));
		await expect(takeBudget(portsWith({ takeOff }), token, 60n)).rejects.toMatchObject(exhausted);
		expect(log.lines.map(({ event }) => event)).toContain("not_given_back");
	});
});
