import { spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface Ran {
	exit: number | null;
	out: string;
	err: string;
	/** What `--json` printed. */
	json<T = Record<string, unknown>>(): T;
}

/** Runs the operator's tool as a process of its own, without a terminal. */
export function imoRelay(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
	const child = spawn(process.execPath, [join(ROOT, "bin/imo-relay.mjs"), ...args], {
		cwd: ROOT,
		env: { ...process.env, NODE_OPTIONS: "", ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let [out, err] = ["", ""];
	child.stdout.on("data", (chunk: Buffer) => {
		out += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		err += chunk.toString();
	});
	return new Promise((resolve) =>
		child.once("close", (exit) => resolve({ exit, out, err, json: () => JSON.parse(out) })),
	);
}
