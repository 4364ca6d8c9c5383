import { join } from "node:path";
import { bundleWorker } from "../crash/fleet.ts";
import { anyNap } from "../crash/plan.ts";
import { type Ended, startWorker } from "../crash/start-worker.ts";
import type { Dice } from "../given/dice.ts";
import type { Kill, Life, Task, Told } from "./worker.ts";

const SEATS = 4;
/** How likely a worker is to be killed at some time, and to stand still for a while. */
const KILLED = 0.8;
const NAPPING = 0.15;
/** Then it is replaced, as Lambda does with its own. */
const TASKS_OF_A_LIFE = 10;
const TASKS_TO_DIE_OVER = 40;
/** Where a worker dies; the last is anywhere. */
const PARTS = ["ledger.", "claims.", "lanes.", "slots.", "mandates.", "notices.", "chain.", "sender.", ""];
/** A task that takes longer is left to itself: the schedule does not wait for it either. */
const PATIENCE_MS = 4_000;

/** A few processes that take what is to be done as they come free; each that dies is replaced. */
export interface Staff {
	kills: number;
	naps: number;
	/** What workers warned of and failed with, with how often. */
	heard: Map<string, number>;
	/** What became of each thought of a snapshot, in order. */
	asked: string[];
	/** Carries the tasks out, some at a time; comes back when all are done, dead or too slow. */
	round(tasks: readonly { task: Task; ended?(how: Ended): void }[]): Promise<void>;
	/** From now on nobody is killed or stands still. */
	calm(): void;
	stop(): Promise<void>;
}

export async function hire(env: Record<string, string>, folder: string, at: Dice): Promise<Staff> {
	const file = await bundleWorker(folder, join(import.meta.dirname, "worker.ts"));
	const workEnv = { ...env, NODE_COMPILE_CACHE: join(folder, "compiled") };
	const count = (name: string): void => void staff.heard.set(name, (staff.heard.get(name) ?? 0) + 1);
	const anyKill = (): Kill =>
		at.chance(0.2)
			? { afterMs: 500 + at.below(6_000) }
			: { part: at.pick(PARTS), change: 1 + at.below(3), when: at.pick(["before", "after"]) };
	let calm = false;

	const start = () => {
		const life: Life = { ignoresLeases: at.chance(0.5) };
		if (!calm && at.chance(KILLED)) life.kill = anyKill();
		if (!calm && at.chance(NAPPING)) {
			life.nap = { ...anyNap(at), ms: 2_000 + at.below(4_000) };
			staff.naps++;
		}
		const worker = startWorker<Task, Told>(file, life, workEnv, (told) => {
			if ("warned" in told) count(told.warned);
			else if ("asked" in told) staff.asked.push(told.asked);
		});
		if (life.kill && "afterMs" in life.kill) setTimeout(() => worker.child.kill("SIGKILL"), life.kill.afterMs).unref();
		return { worker, isBusy: false, tasksLeft: life.kill ? TASKS_TO_DIE_OVER : TASKS_OF_A_LIFE };
	};
	let seats: ReturnType<typeof start>[] = [];
	/** A seat whose worker is at nobody's task. */
	const free = async (): Promise<ReturnType<typeof start>> => {
		for (;;) {
			for (const [index, seat] of seats.entries()) {
				if (seat.worker.isAlive()) continue;
				if (await seat.worker.exited) staff.kills++;
				seats[index] = start();
			}
			const idle = seats.find(({ isBusy }) => !isBusy);
			if (idle) return idle;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	const carryOut = async (seat: ReturnType<typeof start>, task: Task): Promise<Ended> => {
		await seat.worker.ready;
		const how = await seat.worker.run(task);
		if ("failed" in how) count(`${task.fn}: ${how.failed.code ?? how.failed.message}`);
		if (task.fn === "snapshot" && !("done" in how)) staff.asked.push("failed" in how ? how.failed.message : "died");
		seat.isBusy = false;
		seat.tasksLeft--;
		if (seat.tasksLeft === 0 && seat.worker.isAlive()) seat.worker.child.disconnect();
		return how;
	};
	const staff: Staff = {
		kills: 0,
		naps: 0,
		heard: new Map(),
		asked: [],
		round: async (tasks) => {
			const running: Promise<unknown>[] = [];
			for (const { task, ended } of tasks) {
				const seat = await free();
				seat.isBusy = true;
				const done = carryOut(seat, task).then((how) => ended?.(how));
				running.push(Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]));
			}
			await Promise.all(running);
		},
		calm: () => {
			calm = true;
		},
		stop: async () => {
			for (const { worker } of seats) if (worker.isAlive()) worker.child.kill("SIGTERM");
			await Promise.all(seats.map(({ worker }) => worker.exited));
		},
	};
	seats = Array.from({ length: SEATS }, start);
	return staff;
}
