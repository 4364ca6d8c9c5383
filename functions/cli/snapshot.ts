import * as z from "zod/mini";
import { snapshotAnswer, sweepAnswer } from "../core/job-answer.ts";
import { type AddCommand, run } from "./command.ts";
import { usage } from "./exit.ts";
import { duration, ether, gwei, revenue, style, utc } from "./format.ts";
import { findStack, type Stack } from "./stack.ts";

type Result = z.output<typeof snapshotAnswer>["results"][number];

/** A token of the stack by its id; usage error otherwise, for the functions themselves know only what they are given. */
async function checkToken(stack: Stack, tokenId: string | undefined): Promise<void> {
	if (tokenId !== undefined) await stack.ask("ground", { tokenId });
}

/** `imo-relay snapshot` and `imo-relay sweep`: the functions that the schedule runs, now. */
export const addSnapshot: AddCommand = (program) => {
	program
		.command("snapshot")
		.description("take a snapshot of each token whose policy says so")
		.option("--token <id>", "of this token alone")
		.option("--force", "whatever the policy says, as far as the token allows it; needs --token")
		.option("--dry-run", "send nothing; show the verdict and what it rests on")
		.addHelpText(
			"after",
			"\nExamples:\n  imo-relay snapshot --dry-run\n  imo-relay snapshot --token openlm --force\n\nNot sent is no error: the reason is said, and the exit code is 0.",
		)
		.action(
			run<{ token?: string; force?: boolean; dryRun?: boolean }>(async (options) => {
				const { token, force, dryRun } = options;
				if (force && !token) throw usage("--force takes the snapshot of one token: name it with --token");
				const stack = findStack(options);
				await checkToken(stack, token);
				const asked = { ...(token ? { tokenId: token } : {}), force: force === true, dryRun: dryRun === true };
				const reply = z.decode(snapshotAnswer, (await stack.call("snapshot", asked)) as z.input<typeof snapshotAnswer>);
				return { json: reply, lines: reply.results.flatMap(resultLines) };
			}),
		);
	program
		.command("sweep")
		.description("move revenue towards each token by its sweeps, where that is worth its gas; refill lanes")
		.option("--token <id>", "of this token alone")
		.addHelpText("after", "\nExamples:\n  imo-relay sweep\n  imo-relay sweep --token openlm --json")
		.action(
			run<{ token?: string }>(async (options) => {
				const { token } = options;
				const stack = findStack(options);
				await checkToken(stack, token);
				const reply = z.decode(
					sweepAnswer,
					(await stack.call("sweep", token ? { tokenId: token } : {})) as z.input<typeof sweepAnswer>,
				);
				const lines = reply.results.map(
					({ tokenId, sweepId, sent, reason, valueWei }) =>
						`${tokenId} ${sweepId}: ${ether(valueWei)}, ${sent ? style("green", "sent") : style("yellow", `not sent: ${reason}`)}`,
				);
				return { json: reply, lines: lines.length > 0 ? lines : ["there is nothing to sweep"] };
			}),
		);
};

function resultLines({ tokenId, sent, reason, verdict, facts }: Result): string[] {
	if (sent) return [`${tokenId}: ${style("green", "snapshot sent")}`];
	if (!verdict || !facts) return [`${tokenId}: ${style("yellow", `not sent: ${reason}`)}`];
	const { pendingWei, pendingAssets, worthWei, gasCostWei, nowSec, nextSnapshotAtSec, lastSnapshotAtSec } = facts;
	return [
		`${tokenId}: ${verdict.due ? style("green", "would be sent") : style("yellow", `would not be sent: ${(verdict.reasons ?? []).join(", ")}`)}`,
		`  pending     ${revenue(pendingWei, pendingAssets)}${pendingAssets.length > 0 ? `, worth ${ether(worthWei)}` : ""}`,
		`  gas         ${ether(gasCostWei)} at ${gwei(facts.gasPriceWei)}`,
		`  last        ${utc(lastSnapshotAtSec)}, ${duration(nowSec - lastSnapshotAtSec)} ago`,
		`  allowed     ${nowSec >= nextSnapshotAtSec ? "now" : `from ${utc(nextSnapshotAtSec)} on`}`,
	];
}
