import * as z from "zod/mini";
import { address, digest } from "../core/schema.ts";
import type { Reply } from "../operator-api.ts";
import { type AddCommand, type Global, run } from "./command.ts";
import { usage } from "./exit.ts";
import { columns, duration, ether, many, short, style, utc } from "./format.ts";
import { findStack } from "./stack.ts";

type Claim = Reply<"showClaim">;

const idOf = (text: string | undefined) => {
	const read = digest.safeParse(text);
	if (!read.success) throw usage(`${text}: not a claim's id, which is 0x and 64 hexadecimal digits`);
	return read.data;
};
const holderOf = (text: string) => {
	const read = address.safeParse(text);
	if (!read.success) throw usage(`--holder ${text}: not an address, or not its checksum`);
	return read.data;
};
const limitOf = (text: string): number => {
	const limit = Number(text);
	if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
		throw usage(`--limit ${text}: not a number from 1 to 1000`);
	return limit;
};

/** `imo-relay claims list|show|retry` */
export const addClaims: AddCommand = (program) => {
	const claims = program.command("claims").description("the claims that are open, or one of them");
	claims
		.command("list")
		.description("open claims, oldest first; or a holder's, newest first")
		.option("--holder <address>", "all claims of this holder")
		.option("--limit <n>", "how many at most", "50")
		.option("--after <cursor>", "go on where the page before ended")
		.addHelpText("after", "\nExamples:\n  imo-relay claims list\n  imo-relay claims list --holder 0x3C44…93BC")
		.action(
			run<Global & { holder?: string; limit: string; after?: string }>(async (options) => {
				const { holder, limit, after } = options;
				const query = {
					limit: limitOf(limit),
					...(holder ? { holder: holderOf(holder) } : {}),
					...(after ? { after } : {}),
				};
				const reply = await findStack(options).ask("listClaims", query);
				const table = columns(
					["CLAIM", "STATE", "TOKEN", "HOLDER", "DUE", "LANE", "AGE"],
					reply.claims.map((claim) => [
						claim.id,
						stateOf(claim),
						claim.tokenId,
						short(claim.holder),
						ether(claim.dueWei),
						claim.lane,
						duration((Date.now() - claim.acceptedAtMs) / 1000),
					]),
				);
				const none = holder ? "this holder has no claims" : "no claim is open";
				return {
					json: reply,
					lines: [
						...(reply.claims.length > 0 ? table : [none]),
						...(reply.next ? [`more: --after ${reply.next}`] : []),
					],
				};
			}),
		);
	claims
		.command("show <id>")
		.description("a claim with its transaction and payments")
		.addHelpText("after", "\nExample:\n  imo-relay claims show 0x8a1f…")
		.action(
			run(async (options, [id]) => {
				const claim = await findStack(options).ask("showClaim", { id: idOf(id) });
				return { json: claim, lines: claimLines(claim) };
			}),
		);
	claims
		.command("retry <id>")
		.description("wake whoever has an open claim's next step; a final one needs a new signature")
		.addHelpText("after", "\nExample:\n  imo-relay claims retry 0x8a1f…")
		.action(
			run(async (options, [id]) => {
				const reply = await findStack(options).ask("retryClaim", { id: idOf(id) });
				const { claim, woken } = reply;
				return {
					json: reply,
					lines: [`claim ${short(claim.id)} is ${claim.state}: woke ${woken.join(", ")} of lane ${claim.lane}`],
				};
			}),
		);
};

function stateOf({ state, code }: Claim): string {
	const text = code ? `${state}: ${code}` : state;
	return style(state === "settled" ? "green" : state === "refused" || state === "failed" ? "red" : "yellow", text);
}

function claimLines(claim: Claim): string[] {
	const { outcome } = claim;
	return [
		`claim       ${claim.id}`,
		`state       ${stateOf(claim)}${claim.waitsFor ? `, waits for ${claim.waitsFor}` : ""}`,
		`token       ${claim.tokenId} (${claim.token} on chain ${claim.chainId})`,
		`holder      ${claim.holder}`,
		`snapshots   ${claim.snapshotIds.join(", ")}`,
		`due         ${ether(claim.dueWei)}${claim.dueAssets.map(({ asset, amount }) => `, ${amount} of ${asset}`).join("")}`,
		`route       ${claim.route}, lane ${claim.lane}${claim.nonce === undefined ? "" : `, nonce ${claim.nonce}`}`,
		`accepted    ${utc(claim.acceptedAtMs / 1000)}, last moved ${utc(claim.changedAtMs / 1000)}`,
		...(outcome
			? [
					`transaction ${outcome.transactionHash} in block ${outcome.blockNumber}, ${outcome.gasUsed} gas`,
					`payments    ${many(outcome.payments.length, "payment")}`,
					...outcome.payments.map(
						({ snapshotId, asset, amount, recipient }) =>
							`  snapshot ${snapshotId}: ${z.safeParse(z.literal("0x0000000000000000000000000000000000000000"), asset).success ? ether(amount) : `${amount} of ${asset}`} to ${recipient}`,
					),
				]
			: []),
	];
}
