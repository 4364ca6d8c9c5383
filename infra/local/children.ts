import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
export const bin = (name: string): string => join(ROOT, "node_modules/.bin", name);

/** The child processes of one stack: ended together, and by themselves when this process dies. */
export interface Children {
	/** Starts a command; each line that it prints goes to `onLine`. */
	start(name: string, command: readonly string[], env: Record<string, string>, onLine: (line: string) => void): void;
	stop(): Promise<void>;
}

/** `onExit` hears of a child that ended by itself. */
export function children(onExit: (name: string, code: number) => void): Children {
	const running = new Set<ChildProcess>();
	let stopping = false;
	return {
		start: (name, command, env, onLine) => {
			const guard = join(import.meta.dirname, "guard.ts");
			const child = spawn(process.execPath, [guard, ...command], {
				cwd: ROOT,
				env: { ...process.env, ...env },
				stdio: ["pipe", "pipe", "pipe"],
			});
			running.add(child);
			for (const stream of [child.stdout, child.stderr]) lines(stream, onLine);
			child.on("exit", (code) => {
				running.delete(child);
				if (!stopping) onExit(name, code ?? 1);
			});
		},
		stop: async () => {
			stopping = true;
			const ended = [...running].map((child) => new Promise((resolve) => child.once("exit", resolve)));
			for (const child of running) child.stdin?.end();
			await Promise.all(ended);
		},
	};
}

function lines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
	let rest = "";
	stream?.on("data", (chunk: Buffer) => {
		const parts = (rest + chunk.toString()).split("\n");
		rest = parts.pop() ?? "";
		for (const part of parts) onLine(part);
	});
}

/** The port if it is free (0: any that is), else undefined. */
export const freePort = (port = 0): Promise<number | undefined> =>
	new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(undefined));
		server.listen(port, "127.0.0.1", () => {
			const address = server.address();
			server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
		});
	});

/** A port that nobody listens on. */
export async function anyPort(): Promise<number> {
	const port = await freePort();
	if (port === undefined) throw new Error("there is no free port");
	return port;
}

/** Asks again and again until it answers something; throws with `what` when the time is up. */
export async function eventually<T>(what: string, timeoutMs: number, ask: () => Promise<T | undefined>): Promise<T> {
	const untilMs = Date.now() + timeoutMs;
	let problem = "";
	while (Date.now() < untilMs) {
		try {
			const found = await ask();
			if (found !== undefined) return found;
		} catch (error) {
			problem = `: ${(error as Error).message}`;
		}
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	throw new Error(`${what} did not happen within ${timeoutMs / 1000} s${problem}`);
}
