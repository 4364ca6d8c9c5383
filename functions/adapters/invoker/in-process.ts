import type { Invoker, Wake } from "../../core/ports/invoker.ts";

type Work = { [F in Wake["fn"]]?: (call: Extract<Wake, { fn: F }>) => Promise<unknown> };

/** Runs the woken work in this process, after the caller has gone on; `idle` waits until none is left. */
export function inProcessInvoker(work: () => Work): Invoker & { idle(): Promise<void>; problems: unknown[] } {
	const running = new Set<Promise<void>>();
	const problems: unknown[] = [];
	return {
		problems,
		wake: async (call) => {
			const run = work()[call.fn] as ((call: Wake) => Promise<unknown>) | undefined;
			if (!run) return;
			const turn: Promise<void> = Promise.resolve()
				.then(() => run(call))
				.then(
					() => undefined,
					(error: unknown) => void problems.push(error),
				)
				.finally(() => running.delete(turn));
			running.add(turn);
		},
		idle: async () => {
			while (running.size > 0) await Promise.all(running);
		},
	};
}
