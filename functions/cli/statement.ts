import { writeFileSync } from "node:fs";
import { encodeHead, makeStatement, type Statement, toCsv, toFile, unreconciled } from "../core/statement.ts";
import { type AddCommand, type Global, type Outcome, run } from "./command.ts";
import { EXIT, usage } from "./exit.ts";
import { columns, ether, many, short, style, utc } from "./format.ts";
import { stackReader } from "./reader.ts";
import { findStack, type Stack } from "./stack.ts";
import { addVerify } from "./verify.ts";
import { walk } from "./walk.ts";

type Options = Global & { token?: string; out?: string; format: string };

/** `imo-relay statement [--out FILE]` and `imo-relay statement verify FILE` */
export const addStatement: AddCommand = (program) => {
	const statement = program
		.command("statement")
		.description("who was paid what for each snapshot, with a Merkle root and the final block that it reconciles to")
		.option("--token <id>", "of this token; needed when there are several")
		.option("--out <file>", "write all payments there")
		.option("--format <format>", "of the file: json (OpenZeppelin's StandardMerkleTree loads it) or csv", "json")
		.addHelpText(
			"after",
			"\nExamples:\n  imo-relay statement\n  imo-relay statement --out 2026-11.json\n  imo-relay statement --token openlm --out 2026-11.csv --format csv\n  imo-relay statement verify 2026-11.json",
		)
		.action(run<Options>(state));
	addVerify(statement);
};

async function state(options: Options): Promise<Outcome> {
	const { format, out } = options;
	if (format !== "json" && format !== "csv") throw usage(`--format ${format}: json or csv`);
	const stack = findStack(options);
	const statement = await readStatementOf(stack, await theToken(stack, options.token));
	if (out)
		writeFileSync(out, `${format === "csv" ? toCsv(statement) : JSON.stringify(toFile(statement), null, "\t")}\n`);
	const open = unreconciled(statement.head);
	return {
		json: encodeHead(statement.head),
		lines: [
			...headLines(statement),
			...open.map(({ snapshotId }) => style("red", `snapshot ${snapshotId}: the token's books and its events differ`)),
			...(out ? [`written to ${out}`] : []),
		],
		exit: open.length > 0 ? EXIT.wrong : EXIT.ok,
	};
}

/** The one token of a stack, or the one that is named. */
export async function theToken(stack: Stack, named: string | undefined): Promise<string> {
	if (named) return named;
	const { tokens } = await stack.ask("status", {});
	const [only, ...more] = tokens;
	if (!only || more.length > 0)
		throw usage(`which token? ${tokens.map(({ id }) => id).join(", ")}`, "name one with --token");
	return only.id;
}

async function readStatementOf(stack: Stack, tokenId: string): Promise<Statement> {
	const reader = stackReader(stack);
	const { name, chainId, address, startBlock, finalized } = await reader.ground(tokenId);
	const payments = await walk("payments", { fromBlock: startBlock, toBlock: finalized.number }, async (range) => {
		const { payments: found, lastBlock } = await reader.payments({ tokenId, ...range });
		return { found, lastBlock };
	});
	const { books } = await reader.books({ tokenId, blockHash: finalized.hash });
	return makeStatement(
		{ tokenId, name, chainId, token: address, fromBlock: startBlock, block: finalized },
		payments,
		books,
	);
}

/** What a statement is about and adds up to, for people. */
export function headLines({ head, payments }: Statement): string[] {
	const { block, snapshots } = head;
	const isEth = (asset: string): boolean => /^0x0{40}$/.test(asset);
	const sum = (asset: string, amount: bigint): string =>
		isEth(asset) ? ether(amount) : `${amount} of ${short(asset)}`;
	return [
		`${style("bold", `${head.name} (${head.tokenId})`)} on chain ${head.chainId}, ${head.token}`,
		`block   ${block.number} ${block.hash}, ${utc(block.timestampSec)}`,
		`root    ${head.root ?? "none: nothing was paid"}`,
		`paid    ${many(head.paymentCount, "payment")} to ${many(new Set(payments.map(({ holder }) => holder)).size, "holder")}${head.totals.map(({ asset, amount }) => `, ${sum(asset, amount)}`).join("")}`,
		...(snapshots.length === 0
			? []
			: [
					"",
					...columns(
						["SNAPSHOT", "FOR HOLDERS", "PAID", "BY THE TOKEN'S BOOKS"],
						snapshots.map(({ snapshotId, asset, claimable, claimed, paid }) => [
							String(snapshotId),
							sum(asset, claimable),
							sum(asset, paid),
							claimed === paid ? style("green", "the same") : style("red", sum(asset, claimed)),
						]),
					),
				]),
	];
}
