import { ConfigError } from "../config.ts";
import { Fault } from "../core/fault.ts";
import { CallError } from "../core/ports/call-function.ts";

/** How a command ended; docs/cli.md has the table. */
export const EXIT = {
	ok: 0,
	/** It looked, and found something wrong. */
	wrong: 1,
	/** Asked in a way that can't be: options, a file, the stage file. */
	usage: 2,
	/** A stack, a node or AWS is not there, or does not let us in. */
	unreachable: 3,
	/** The stack refused, with a code. */
	refused: 4,
	/** A mistake of ours. */
	internal: 5,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What a command can't go on from, in words for people. */
export class CliError extends Error {
	readonly exit: Exit;
	readonly code: string;
	readonly remedy: string | undefined;
	constructor(exit: Exit, code: string, message: string, remedy?: string) {
		super(message);
		this.name = "CliError";
		this.exit = exit;
		this.code = code;
		this.remedy = remedy;
	}
}
export const usage = (message: string, remedy?: string): CliError => new CliError(EXIT.usage, "usage", message, remedy);

const remedies: Partial<Record<string, string>> = {
	missing: "check --stage and --region, or deploy it: npx serverless deploy --stage NAME",
	denied: "use credentials that may call lambda:InvokeFunction on the stack's functions",
	unreachable: "start the local stack with `npm start`, or set AWS credentials and region",
	claim_final: "the holder has to sign a new claim: GET /v1/tokens/{token}/holders/{address}",
	deadline_passed: "the holder has to sign a new claim: GET /v1/tokens/{token}/holders/{address}",
	unknown_token: "`imo-relay status` lists the tokens",
	unknown_lane: "`imo-relay status` lists the lanes",
};

/** What the machine says of a file that was named. */
const files: Partial<Record<string, string>> = {
	ENOENT: "there is no such file or folder",
	ENOTDIR: "a part of it is a file, not a folder",
	EISDIR: "a folder, not a file",
	EACCES: "not permitted",
	EPERM: "not permitted",
	EROFS: "not permitted",
	ENOSPC: "the disk is full",
};

/** Any error as people are told of it. */
export function toCliError(error: unknown): CliError {
	if (error instanceof CliError) return error;
	if (error instanceof ConfigError) return new CliError(EXIT.usage, "stage_file", error.message);
	if (error instanceof CallError) {
		const exit = error.kind === "failed" ? EXIT.refused : EXIT.unreachable;
		return new CliError(exit, `function_${error.kind}`, error.message, remedies[error.kind]);
	}
	if (error instanceof Fault) {
		const isDown = error.code === "rpc_unavailable" || error.code === "store_unavailable";
		return new CliError(isDown ? EXIT.unreachable : EXIT.refused, error.code, said(error), remedies[error.code]);
	}
	const { name, message, code, path } = error as NodeJS.ErrnoException;
	if (path && code && files[code]) return usage(`${path}: ${files[code]}`);
	// @inquirer/prompts ends so on Ctrl-C.
	if (name === "ExitPromptError") return usage("nothing was written");
	return new CliError(EXIT.internal, "internal", message, "run it again with --debug, and report what it says");
}

function said({ message, facts }: Fault): string {
	const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
	return told.length > 0 ? `${message} (${told.join(", ")})` : message;
}
