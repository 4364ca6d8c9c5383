import { describe, expect, test } from "@jest/globals";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { checkSchedules } from "../../functions/app/check-schedules.ts";
import { noteRun } from "../../functions/app/note-run.ts";
import { lastStartMs } from "../../functions/core/cron-schedule.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { minutesBetweenRuns } from "../../functions/core/schedule.ts";
import { type Stage, stageSchema } from "../../functions/core/stage.ts";
import { grants } from "../../infra/cloud/grants.ts";
import { keptLog } from "../given/http.ts";
import { aStage } from "../given/stage.ts";

const { schedules }: Stage = stageSchema.parse(aStage());
const MINUTE = 60_000;

function desk(given = schedules) {
	const clock = { ms: 1_000_000_000 };
	const notifier = memoryNotifier();
	const log = keptLog();
	const ports = { store: memoryStore(), notifier, log, schedules: given, nowMs: () => clock.ms } as unknown as Ports;
	return { ports, clock, notifier, log };
}

test("every function that has a schedule is looked after, and no other", () => {
	const scheduled = Object.entries(grants).filter(([, { everyMinutes }]) => everyMinutes !== undefined);
	expect(Object.keys(minutesBetweenRuns(schedules)).toSorted()).toEqual(scheduled.map(([name]) => name).toSorted());
	for (const [name, { everyMinutes }] of scheduled)
		if (everyMinutes !== "stage") expect(minutesBetweenRuns(schedules)[name]).toBe(everyMinutes);
});

describe("a schedule that is missed", () => {
	test("is told once for each time that it stops", async () => {
		const { ports, clock, notifier } = desk();
		const ran = noteRun(ports, "watch");
		await ran();
		const first = clock.ms;
		for (const minutes of [9, 3, 60]) {
			clock.ms += minutes * MINUTE;
			await checkSchedules(ports);
		}
		const ofWatch = () => notifier.notices.filter((one) => one.kind === "schedule.missed" && one.function === "watch");
		expect(ofWatch()).toEqual([{ kind: "schedule.missed", function: "watch", lastRanMs: first }]);
		await ran();
		await checkSchedules(ports);
		clock.ms += 20 * MINUTE;
		await checkSchedules(ports);
		expect(ofWatch()).toHaveLength(2);
	});
	test("is not one that runs", async () => {
		const { ports, clock, notifier } = desk();
		const runs = Object.keys(minutesBetweenRuns(schedules)).map((fn) => noteRun(ports, fn));
		for (let minute = 0; minute < 200; minute++) {
			for (const run of runs) await run();
			await checkSchedules(ports);
			clock.ms += MINUTE;
		}
		expect(notifier.notices).toEqual([]);
	});
	test("is one by cron that was not started at its time, and not before its time", async () => {
		const { ports, clock, notifier } = desk({ ...schedules, snapshot: "cron(0 12 ? * MON *)" });
		const snapshot = noteRun(ports, "snapshot");
		const missed = async (text: string, ran = false) => {
			clock.ms = Date.parse(text);
			for (const fn of Object.keys(minutesBetweenRuns(schedules)))
				if (fn !== "snapshot" || ran) await (fn === "snapshot" ? snapshot() : noteRun(ports, fn)());
			await checkSchedules(ports);
			return notifier.notices.length;
		};
		expect(await missed("2026-11-18T08:00:00Z")).toBe(0); // the first look
		expect(await missed("2026-11-23T11:59:00Z")).toBe(0);
		expect(await missed("2026-11-23T12:00:30Z", true)).toBe(0);
		expect(await missed("2026-11-30T11:59:00Z")).toBe(0);
		expect(await missed("2026-11-30T12:05:00Z")).toBe(0); // it may just have begun
		expect(await missed("2026-11-30T12:11:00Z")).toBe(1);
		expect(notifier.notices).toEqual([
			{ kind: "schedule.missed", function: "snapshot", lastRanMs: Date.parse("2026-11-23T12:00:30Z") },
		]);
		expect(await missed("2026-12-03T12:00:00Z")).toBe(1);
		expect(await missed("2026-12-07T12:00:20Z", true)).toBe(1);
		expect(await missed("2026-12-08T12:00:00Z")).toBe(1);
	});
	test("is one that never was started, too, from the first look on", async () => {
		const { ports, clock, notifier } = desk();
		await checkSchedules(ports);
		expect(notifier.notices).toEqual([]);
		clock.ms += 24 * 60 * MINUTE;
		await checkSchedules(ports);
		const missed = notifier.notices.map((one) => (one.kind === "schedule.missed" ? one.function : one.kind));
		expect(missed.toSorted()).toEqual(Object.keys(minutesBetweenRuns(schedules)).toSorted());
	});
});

test.each([
	["cron(0 12 * * ? *)", "2026-11-25T12:00:00Z"],
	["cron(0/15 8-10 ? * MON-FRI *)", "2026-11-25T10:45:00Z"],
	["cron(0 9 ? * 2 *)", "2026-11-23T09:00:00Z"], // Monday
	["cron(0 9 ? * 1,3-4 *)", "2026-11-25T09:00:00Z"],
	["cron(0 9 ? * 6L *)", "2026-10-30T09:00:00Z"], // the last Friday
	["cron(0 9 ? * 2#1 *)", "2026-11-02T09:00:00Z"], // the first Monday
	["cron(0 9 L * ? *)", "2026-10-31T09:00:00Z"],
	["cron(0 9 1 1 ? 2024-2025)", "2025-01-01T09:00:00Z"],
	["cron(0 9 1 1 ? 2030)", undefined],
	["cron(0 9 1W * ? *)", undefined],
	["rate(5 minutes)", undefined],
])("%s was last to start something at %s", (schedule, at) =>
	expect(lastStartMs(schedule, Date.parse("2026-11-25T12:00:00Z"))).toBe(at && Date.parse(at)),
);

test("a run whose note fails works all the same", async () => {
	const { ports, log } = desk();
	ports.store.notices.noteRun = () => Promise.reject(new Error("no table"));
	await noteRun(ports, "watch")();
	expect(log.lines.map(({ event }) => event)).toEqual(["schedule_ran", "run_not_noted"]);
});
