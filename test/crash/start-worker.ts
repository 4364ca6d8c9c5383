import { type ChildProcess, fork } from "node:child_process";
/** How a task ended; `died`: its worker was killed over it. */
export type Ended = { done: { claimId?: string } } | { failed: { code?: string; message: string } } | { died: true };
/** What every worker tells, beside what is its own. */
export type Basic = { ready: true } | Exclude<Ended, { died: true }>;

/**
 * A worker process, from its source or its bundle, started with its `life` as JSON. It runs one task at a time; `exited`
 * tells whether it was killed.
 */
export function startWorker<Task extends object, Told extends object = never>(
	file: string,
	life: object,
	env: Record<string, string>,
	hear: (told: Told | Basic) => void = () => undefined,
) {
	const child: ChildProcess = fork(file, [JSON.stringify(life)], {
		env: { ...process.env, NODE_OPTIONS: "", ...env },
		serialization: "advanced",
		stdio: ["ignore", "ignore", "inherit", "ipc"],
	});
	let alive = true;
	let answer: (how: Ended) => void = () => undefined;
	let setReady: () => void = () => undefined;
	const ready = new Promise<void>((resolve) => {
		setReady = resolve;
	});
	child.on("error", () => undefined); // a message to one that has just died
	child.on("message", (told: Told | Basic) => {
		hear(told);
		if ("ready" in told) setReady();
		if ("done" in told || "failed" in told) answer(told);
	});
	const exited = new Promise<boolean>((resolve) =>
		child.once("exit", (_code, signal) => {
			alive = false;
			setReady();
			answer({ died: true });
			resolve(signal === "SIGKILL");
		}),
	);
	return {
		child,
		ready,
		exited,
		isAlive: () => alive,
		run: (task: Task): Promise<Ended> =>
			new Promise((resolve) => {
				answer = resolve;
				if (alive) child.send(task);
				else resolve({ died: true });
			}),
	};
}
