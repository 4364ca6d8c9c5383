import { join } from "node:path";
import { build } from "esbuild";
import type { Dice } from "../given/dice.ts";
import { anyNap, type Kill, nameOf, type Work } from "./plan.ts";
import { type Ended, startWorker } from "./start-worker.ts";
import type { Life, Task, Told } from "./worker.ts";

/** Gives the next task of one of these kinds; undefined: there is none now. `ended` hears how it went. */
export interface Desk {
	next(kinds: readonly Work[]): { task: Task; ended(how: Ended): void } | undefined;
	woken(work: Work): void;
}
export interface FleetOptions {
	size: number;
	plan: readonly Kill[];
	desk: Desk;
	env: Record<string, string>;
	folder: string;
	dice: Dice;
}
export interface Fleet {
	/** How often workers were killed at each point. */
	kills: Map<string, number>;
	/** How often a worker stood still until what it had read was long past. */
	naps: number;
	/** Lines that workers warned with, and failures of theirs, with how often. */
	heard: Map<string, number>;
	/** Until every kill of the plan was carried out; workers are replaced and go on. */
	allKilled: Promise<void>;
	stop(): Promise<void>;
}

/** A worker that waits this long for the point where it is to die is killed wherever it is. */
const PATIENCE_MS = 30_000;
/** How many workers stand still for a while at some point. */
const NAPPING = 0.35;
/** And its kill is given to another one, so often. */
const TRIES = 3;
const ALL: readonly Work[] = ["post", "relay", "settle", "snapshot"];

/** A worker as one file, so that a process is up in a moment. */
export async function bundleWorker(folder: string, source = join(import.meta.dirname, "worker.ts")): Promise<string> {
	const outfile = join(folder, "worker.mjs");
	await build({
		entryPoints: [source],
		outfile,
		bundle: true,
		platform: "node",
		target: "node24",
		format: "esm",
		mainFields: ["module", "main"],
		banner: {
			js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
		},
		external: ["aws-sdk/clients/lambda"], // as the deployed bundles have it
		logLevel: "warning",
	});
	return outfile;
}

/** So many processes at work at once; each that dies is replaced by one with the plan's next kill. */
export async function startFleet({ size, plan, desk, env, folder, dice }: FleetOptions): Promise<Fleet> {
	const file = await bundleWorker(folder);
	const left = [...plan];
	const again = new Map<Kill, number>();
	const kills = new Map<string, number>();
	const heard = new Map<string, number>();
	const count = (where: Map<string, number>, name: string): void => void where.set(name, (where.get(name) ?? 0) + 1);
	let stopping = false;
	let killed = 0;
	let report: () => void = () => undefined;
	const allKilled = new Promise<void>((resolve) => {
		report = resolve;
	});
	if (plan.length === 0) report();

	const live = async (): Promise<void> => {
		const kill = left.shift();
		// Leases would only keep it from the step that it is to die at.
		const isAimed = kill !== undefined && "work" in kill;
		const life: Life = { ...(kill ? { kill } : {}), ignoresLeases: isAimed || dice.chance(0.5) };
		if (dice.chance(NAPPING)) life.nap = anyNap(dice);
		const worker = startWorker<Task, Told>(file, life, env, (told) => {
			if ("woken" in told) desk.woken(told.woken);
			if ("napped" in told) fleet.naps++;
			if ("warned" in told) count(heard, told.warned);
		});
		const own = isAimed ? [kill.work] : ALL;
		await worker.ready;
		let gaveUp = false;
		const timer = setTimeout(
			() => {
				gaveUp = isAimed;
				if (kill) worker.child.kill("SIGKILL");
			},
			kill && "afterMs" in kill ? kill.afterMs : PATIENCE_MS,
		);
		while (!stopping && worker.isAlive()) {
			// Mostly the work at which it is to die, and any other, so that there is always something to die over.
			const job = desk.next(dice.chance(0.6) ? own : ALL);
			if (!job) {
				await new Promise((resolve) => setTimeout(resolve, 40));
				continue;
			}
			const how = await worker.run(job.task);
			if ("failed" in how) count(heard, `${job.task.work}: ${how.failed.code ?? how.failed.message}`);
			job.ended(how);
			// As long a pause as keeps the machine from doing nothing but looking.
			if (worker.isAlive()) await new Promise((resolve) => setTimeout(resolve, dice.below(120)));
		}
		clearTimeout(timer);
		if (worker.isAlive()) {
			worker.child.disconnect();
			await worker.exited;
			return;
		}
		if (!(await worker.exited)) throw new Error("a worker ended that nobody killed");
		if (!kill) return;
		count(kills, gaveUp ? "any moment" : nameOf(kill));
		if (gaveUp && isAimed) count(heard, `waited in vain to die ${nameOf(kill)} in ${kill.work}`);
		const tried = (again.get(kill) ?? 0) + 1;
		if (gaveUp && tried < TRIES) {
			again.set(kill, tried);
			left.push(kill);
		} else if (++killed === plan.length) report();
	};
	let unaimed = 0;
	const seats = Array.from({ length: size }, async () => {
		while (!stopping) {
			// Few that nobody kills, so that those that still wait for their step come to it.
			const isSpare = left.length === 0 && killed < plan.length;
			if (isSpare && unaimed >= size / 4) {
				await new Promise((resolve) => setTimeout(resolve, 100));
				continue;
			}
			if (isSpare) unaimed++;
			await live();
			if (isSpare) unaimed--;
		}
	});
	const failed = Promise.all(seats);
	const fleet: Fleet = {
		kills,
		heard,
		naps: 0,
		allKilled: Promise.race([allKilled, failed.then(() => undefined)]),
		stop: async () => {
			stopping = true;
			await failed;
		},
	};
	return fleet;
}
