#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { addClaims } from "./cli/claims.ts";
import { endWhenNobodyReads } from "./cli/closed-pipe.ts";
import { complain } from "./cli/command.ts";
import { addDoctor } from "./cli/doctor.ts";
import { EXIT } from "./cli/exit.ts";
import { addInit } from "./cli/init.ts";
import { addPause } from "./cli/pause.ts";
import { addReplay } from "./cli/replay.ts";
import { addSnapshot } from "./cli/snapshot.ts";
import { addStatement } from "./cli/statement.ts";
import { addStatus } from "./cli/status.ts";

/** The operator's tool. */
export function operatorTool(): Command {
	const program = new Command("imo-relay")
		.description("Run a revenue-share token's relayer: look after it, stop it, prove what it paid.")
		.option("--stage <name>", "which deployment; local: the stack that runs on this machine", "local")
		.option("--stage-file <file>", "the stage file, when it is not infra/stages/STAGE.json")
		.option("--region <region>", "the deployment's AWS region, when the environment does not say")
		.option("--port <port>", "which local stack, when several run: the port of its API")
		.option("--json", "print one JSON document, whose shape docs/cli.md gives", false)
		.option("--debug", "show where an error came from", false)
		.showHelpAfterError("(--help shows what there is)")
		.configureHelp({ showGlobalOptions: true })
		.exitOverride();
	for (const add of [addInit, addDoctor, addStatus, addSnapshot, addClaims, addPause, addStatement, addReplay])
		add(program);
	for (const command of allOf(program)) command.exitOverride();
	return program;
}
const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)];

/** Reads the command line and runs it. */
export async function main(argv: readonly string[]): Promise<void> {
	endWhenNobodyReads();
	try {
		await operatorTool().parseAsync([...argv]);
	} catch (error) {
		// Commander has said what is wrong, or printed the help that was asked for.
		if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
		else complain(error, { json: argv.includes("--json"), debug: argv.includes("--debug") });
	}
}

if (import.meta.main) await main(process.argv);
