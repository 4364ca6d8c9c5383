import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "../operator-api.ts";
import { type AddCommand, complain, type Global, type Outcome, print, run } from "./command.ts";
import { usage } from "./exit.ts";
import { findStack } from "./stack.ts";
import { showStatus } from "./status-lines.ts";

const REFRESH_SEC = 5;
type Options = Global & { watch?: string | true };

/** `imo-relay status [--watch [SECONDS]]` */
export const addStatus: AddCommand = (program) => {
	program
		.command("status")
		.description("how the stack is: lanes, claims that wait, ledgers, policies, what comes next")
		.option("-w, --watch [seconds]", `refresh until Ctrl-C, every ${REFRESH_SEC} seconds unless said otherwise`)
		.addHelpText(
			"after",
			"\nExamples:\n  imo-relay status\n  imo-relay status --watch 2\n  imo-relay status --stage prod --json",
		)
		.action(
			run<{ watch?: string | true }>(async (options) => {
				if (options.watch !== undefined) await watch(options);
				return look(options);
			}),
		);
};

async function look(options: Global): Promise<Outcome> {
	const status: Reply<"status"> = await findStack(options).ask("status", {});
	return { json: status, lines: showStatus(status) };
}

/** One picture after the other; with --json a document each, one a line's distance apart. */
async function watch(options: Options): Promise<never> {
	const everySec = options.watch === true ? REFRESH_SEC : Number(options.watch);
	if (!(everySec >= 1)) throw usage(`--watch ${options.watch}: not a number of seconds from 1 on`);
	for (;;) {
		try {
			const outcome = await look(options);
			if (process.stdout.isTTY && !options.json) process.stdout.write("\u001b[H\u001b[2J");
			print(outcome, options);
		} catch (error) {
			complain(error, options); // it may come back
		}
		await sleep(everySec * 1000);
	}
}
