import type { Command } from "commander";
import { EXIT, type Exit, toCliError } from "./exit.ts";
import { style } from "./format.ts";

/** What a command gives: what `--json` prints, what people read, and how it ended. */
export interface Outcome {
	json: unknown;
	lines: string[];
	exit?: Exit;
}
/** Every command has these. */
export interface Global {
	stage: string;
	stageFile?: string;
	region?: string;
	port?: string;
	json: boolean;
	debug: boolean;
}
/** A command of a file of its own. */
export type AddCommand = (program: Command) => void;

/** Runs a command: prints what it gives, or why it could not, and sets the exit code. */
export const run =
	<O extends object>(work: (options: Global & O, args: string[]) => Promise<Outcome>) =>
	async (...given: unknown[]): Promise<void> => {
		const command = given.at(-1) as Command;
		const options = command.optsWithGlobals<Global & O>();
		try {
			print(await work(options, command.args), options);
		} catch (error) {
			complain(error, options);
		}
	};

/** Prints an outcome and sets its exit code. */
export function print({ json, lines, exit = EXIT.ok }: Outcome, options: Pick<Global, "json">): void {
	process.stdout.write(`${options.json ? toJson(json) : lines.join("\n")}\n`);
	process.exitCode = exit;
}

/** Amounts as decimal strings, as everywhere. */
export const toJson = (value: unknown): string =>
	JSON.stringify(value, (_key, one: unknown) => (typeof one === "bigint" ? one.toString() : one), 2);

/** Says on stderr what went wrong and what to do; the stack of calls only with --debug. */
export function complain(error: unknown, { json, debug }: Pick<Global, "json" | "debug">): void {
	const { exit, code, message, remedy } = toCliError(error);
	const facts = { code, message, ...(remedy ? { remedy } : {}) };
	const lines = [style("red", `error: ${message}`), ...(remedy ? [`  ${remedy}`] : [])];
	process.stderr.write(`${json ? toJson({ error: facts }) : lines.join("\n")}\n`);
	if (debug) process.stderr.write(`${(error as Error).stack}\n`);
	process.exitCode = exit;
}
