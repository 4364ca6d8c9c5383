import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const TOOL = join(ROOT, "bin/imo-relay.mjs");
/** What Node asks beside the terminal: a test that runs in CI sees the colours that one at a desk does. */
const COLOUR_UNSAID = { CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined };

export interface Ran {
	exit: number | null;
	out: string;
	err: string;
	/** What `--json` printed. */
	json<T = Record<string, unknown>>(): T;
}
interface Given {
	env?: Record<string, string>;
	/** The tool itself: of the checkout, unless it is another one. */
	tool?: string;
	cwd?: string;
	/** It takes itself for one that runs on a terminal. */
	onTerminal?: boolean;
	/** What is typed, each as soon as the tool has printed `after`. */
	typed?: { after: RegExp; text: string }[];
	/** Ctrl-C, as soon as stdout has this. */
	interruptAt?: RegExp;
	/** Whoever reads stdout goes away: at once, or as soon as there is this. */
	closeAt?: "once" | RegExp;
}

/** Runs the operator's tool as a process of its own, without a terminal. */
export const imoRelay = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
	imoRelayAs({ env }, args);

/** The same in other circumstances. */
export function imoRelayAs(given: Given, args: readonly string[]): Promise<Ran> {
	const { env = {}, tool = TOOL, cwd = ROOT, onTerminal = false, interruptAt, closeAt } = given;
	const preload = onTerminal ? ["--import", join(import.meta.dirname, "as-on-terminal.mjs")] : [];
	const child = spawn(process.execPath, [...preload, tool, ...args], {
		cwd,
		timeout: 55_000, // none is left behind, whatever it waits for
		env: {
			...process.env,
			NODE_OPTIONS: "",
			...COLOUR_UNSAID,
			...(onTerminal ? { TERM: "xterm-256color" } : {}),
			...env,
		},
	});
	const typed = [...(given.typed ?? [])];
	if (typed.length === 0) child.stdin.end();
	let [out, err] = ["", ""];
	if (closeAt === "once") child.stdout.destroy();
	child.stdout.on("data", (chunk: Buffer) => {
		out += chunk.toString();
		if (interruptAt?.test(out)) child.kill("SIGINT");
		if (closeAt instanceof RegExp && closeAt.test(out)) child.stdout.destroy();
		answer(child, typed, out);
	});
	child.stderr.on("data", (chunk: Buffer) => {
		err += chunk.toString();
	});
	return new Promise((resolve) =>
		child.once("close", (exit) => resolve({ exit, out, err, json: () => JSON.parse(out) })),
	);
}

function answer(child: ChildProcessWithoutNullStreams, typed: { after: RegExp; text: string }[], out: string): void {
	const [next] = typed;
	if (!next?.after.test(out)) return;
	typed.shift();
	child.stdin.write(next.text);
}
