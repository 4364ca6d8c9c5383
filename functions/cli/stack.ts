import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as z from "zod/mini";
import { Fault, type FaultCode } from "../core/fault.ts";
import type { FunctionName } from "../core/function-name.ts";
import type { CallFunction } from "../core/ports/call-function.ts";
import { answer, type Input, type OperationName, operations, type Reply } from "../operator-api.ts";
import { parseStage } from "../stage-file.ts";
import { wireCalls } from "../wire-operator.ts";
import { CliError, EXIT, usage } from "./exit.ts";

/** Which stack is meant. */
export interface StackOptions {
	stage: string;
	stageFile?: string;
	region?: string;
	/** Which of the local stacks, by the port of its API. */
	port?: string;
}
/** A deployment, or the stack that runs on this machine. */
export interface Stack {
	/** `imo-relay-local`, what its functions are named after. */
	name: string;
	stageFile: string;
	url?: string;
	/** Has the operator's function do something. Throws its fault, or `CallError`. */
	ask<N extends OperationName>(operation: N, input: Input<N>): Promise<Reply<N>>;
	/** Calls another function and waits for its answer. */
	call(fn: FunctionName | "claims", payload: object): Promise<unknown>;
}

/** What `npm start` leaves in `.imo-relay/PORT.json` while it runs. */
const runningFile = z.object({
	pid: z.number(),
	url: z.string(),
	lambdaEndpoint: z.string(),
	functionPrefix: z.string(),
	stageFile: z.string(),
});
type Running = z.output<typeof runningFile>;

/** Finds the stack; exit code 3 when none runs here, 2 when it is not clear which one. */
export function findStack(options: StackOptions): Stack {
	if (options.stage !== "local") return deployed(options);
	const running = runningHere(options.port);
	const [found, ...more] = running;
	if (!found)
		throw new CliError(
			EXIT.unreachable,
			"no_stack",
			options.port ? `no local stack runs on port ${options.port}` : "no local stack runs here",
			"start one with `npm start`, be in the folder where it runs, or name a deployment with --stage",
		);
	if (more.length > 0)
		throw usage(
			`${running.length} local stacks run: ${running.map(({ url }) => url).join(", ")}`,
			"choose one with --port",
		);
	const { functionPrefix, lambdaEndpoint, stageFile, url } = found;
	return { ...stackOf(functionPrefix, wireCalls({ endpoint: lambdaEndpoint })), stageFile, url };
}

function deployed({ stage, stageFile, region }: StackOptions): Stack {
	const file = stageFileOf({ stage, ...(stageFile ? { stageFile } : {}) });
	const prefix = `${parseStage(file).service}-${stage}-`;
	return { ...stackOf(prefix, wireCalls(region ? { region } : {})), stageFile: file };
}

/** The stage file that is meant: named, or of the stage. */
export function stageFileOf({ stage, stageFile }: { stage: string; stageFile?: string }): string {
	if (stageFile) return resolve(stageFile);
	return resolve("infra/stages", `${stage}.json`);
}

function stackOf(prefix: string, calls: CallFunction): Pick<Stack, "name" | "ask" | "call"> {
	return {
		name: prefix.replace(/-$/, ""),
		ask: async (operation, input) => {
			const got = z.safeParse(answer, await calls(`${prefix}operator`, { operation, input }));
			if (!got.success)
				throw new CliError(
					EXIT.internal,
					"bad_answer",
					"the stack answers in another way than this tool expects",
					"use the tool of the version that is deployed",
				);
			if (!got.data.ok) throw new Fault(got.data.code as FaultCode, got.data.message, got.data.facts);
			return z.decode(operations[operation].reply as z.ZodMiniType, got.data.result) as Reply<typeof operation>;
		},
		call: (fn, payload) => calls(`${prefix}${fn}`, payload),
	};
}

/** The stacks that run, as their files say; what a killed one left behind is removed. */
function runningHere(port: string | undefined): Running[] {
	const folder = runningFolder();
	if (!folder) return [];
	return readdirSync(folder)
		.filter((name) => (port === undefined ? /^\d+\.json$/.test(name) : name === `${port}.json`))
		.flatMap((name) => {
			const path = join(folder, name);
			const read = runningFile.safeParse(JSON.parse(readFileSync(path, "utf8")));
			if (read.success && isAlive(read.data.pid)) return [read.data];
			rmSync(path, { force: true });
			return [];
		});
}

function runningFolder(): string | undefined {
	for (let folder = process.cwd(); ; folder = dirname(folder)) {
		const found = join(folder, ".imo-relay");
		if (existsSync(found)) return found;
		if (dirname(folder) === folder) return undefined;
	}
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
