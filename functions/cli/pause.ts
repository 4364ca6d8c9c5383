import { Option } from "commander";
import type { Pause } from "../core/pause.ts";
import { type AddCommand, run } from "./command.ts";
import { style, utc } from "./format.ts";
import { findStack } from "./stack.ts";

interface Scope {
	token?: string;
	lane?: string;
}
const options = [
	new Option("--token <id>", "only this token").conflicts("lane"),
	new Option("--lane <id>", "only this lane; its claims go to the chain's other lanes"),
];
const scopeOf = ({ token, lane }: Scope) => ({ ...(token ? { tokenId: token } : {}), ...(lane ? { lane } : {}) });
const nameOf = ({ tokenId, lane }: { tokenId?: string; lane?: string }): string =>
	tokenId ? `token ${tokenId}` : lane ? `lane ${lane}` : "everything";
const listed = (pauses: readonly Pause[]): string[] =>
	pauses.length === 0
		? [style("green", "nothing is paused")]
		: pauses.map((pause) => `${style("yellow", "paused")} ${nameOf(pause)}, since ${utc(pause.sinceMs / 1000)}`);

/** `imo-relay pause` and `imo-relay resume` */
export const addPause: AddCommand = (program) => {
	const pause = program
		.command("pause")
		.description("stop taking and sending claims, snapshots, sweeps and payouts, at once; what is under way is settled")
		.addHelpText(
			"after",
			"\nExamples:\n  imo-relay pause\n  imo-relay pause --token openlm\n  imo-relay pause --lane ethereum-1 --stage prod",
		)
		.action(
			run<Scope>(async (given) => {
				const reply = await findStack(given).ask("pause", scopeOf(given));
				return { json: reply, lines: listed(reply.pauses) };
			}),
		);
	const resume = program
		.command("resume")
		.description("lift exactly that pause, and wake what waited")
		.addHelpText("after", "\nExamples:\n  imo-relay resume\n  imo-relay resume --token openlm")
		.action(
			run<Scope>(async (given) => {
				const scope = scopeOf(given);
				const reply = await findStack(given).ask("resume", scope);
				const said = reply.lifted ? `resumed ${nameOf(scope)}` : `there was no pause of ${nameOf(scope)}`;
				return { json: reply, lines: [said, ...listed(reply.pauses)] };
			}),
		);
	for (const option of options) {
		pause.addOption(option);
		resume.addOption(option);
	}
};
