import { describe, expect, test } from "@jest/globals";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { checkSchedules } from "../../functions/app/check-schedules.ts";
import { noteRun } from "../../functions/app/note-run.ts";
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
	test("is not one that runs, nor one by cron", async () => {
		const { ports, clock, notifier } = desk({ ...schedules, snapshot: "cron(0 12 * * ? *)" });
		const runs = Object.keys(minutesBetweenRuns(schedules)).map((fn) => noteRun(ports, fn));
		await noteRun(ports, "snapshot")();
		const [snapshotAt] = [Object.keys(minutesBetweenRuns(schedules)).indexOf("snapshot")];
		for (let minute = 0; minute < 200; minute++) {
			for (const [at, run] of runs.entries()) if (at !== snapshotAt) await run();
			await checkSchedules(ports);
			clock.ms += MINUTE;
		}
		expect(notifier.notices).toEqual([]);
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

test("a run whose note fails works all the same", async () => {
	const { ports, log } = desk();
	ports.store.notices.noteRun = () => Promise.reject(new Error("no table"));
	await noteRun(ports, "watch")();
	expect(log.lines.map(({ event }) => event)).toEqual(["schedule_ran", "run_not_noted"]);
});
