import { readFileSync, statSync } from "node:fs";
import { type Check, checkAgainstChain, checkItself } from "../core/check-statement.ts";
import { Fault } from "../core/fault.ts";
import { readStatement, type Statement } from "../core/statement.ts";
import { type AddCommand, type Global, type Outcome, run } from "./command.ts";
import { EXIT, usage } from "./exit.ts";
import { many, style } from "./format.ts";
import { nodeReader, type Reader, stackReader } from "./reader.ts";
import { findStack } from "./stack.ts";
import { walk } from "./walk.ts";

/** `imo-relay statement verify FILE [--rpc URL]` */
export const addVerify: AddCommand = (statement) => {
	statement
		.command("verify <file>")
		.description("hold a statement, JSON or CSV, against itself and against the chain at its block")
		.option("--rpc <url>", "ask this node and nothing of the operator's")
		.option(
			"--from-block <number>",
			"with --rpc: read events from this block on, instead of where the statement begins",
		)
		.addHelpText(
			"after",
			"\nExamples:\n  imo-relay statement verify 2026-11.json\n  imo-relay statement verify 2026-11.csv --rpc https://rpc.example.org",
		)
		.action(run<Global & { rpc?: string; fromBlock?: string }>(async (options, [file = ""]) => verify(file, options)));
};

async function verify(file: string, options: Global & { rpc?: string; fromBlock?: string }): Promise<Outcome> {
	if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw usage(`there is no file ${file}`);
	let read: ReturnType<typeof readStatement>;
	try {
		read = readStatement(readFileSync(file, "utf8"));
	} catch (error) {
		return said([{ ok: false, what: "it is a statement", why: (error as Error).message }]);
	}
	const { rpc, fromBlock } = options;
	if (rpc && !URL.canParse(rpc)) throw usage(`--rpc ${rpc}: not a URL`);
	if (fromBlock !== undefined && !/^\d+$/.test(fromBlock))
		throw usage(`--from-block ${fromBlock}: not a block's number`);
	const reader = rpc ? nodeReader(rpc, read.head) : stackReader(findStack(options));
	const checks = [...checkItself(read), ...(await onChain(reader, read, fromBlock ? Number(fromBlock) : undefined))];
	return said(checks);
}

async function onChain(reader: Reader, statement: Statement, from: number | undefined): Promise<Check[]> {
	const { tokenId, fromBlock: stated, block } = statement.head;
	const { finalized, ...ground } = await reader.ground(tokenId);
	const { startBlock } = ground;
	if (block.number > finalized.number)
		return [{ ok: false, what: `block ${block.number} is final`, why: `the chain is final up to ${finalized.number}` }];
	const fromBlock = Math.min(from ?? startBlock, startBlock, stated);
	const payments = await walk("events", { fromBlock, toBlock: block.number }, async (range) => {
		const { payments: found, lastBlock } = await reader.payments({ tokenId, ...range });
		return { found, lastBlock };
	});
	const [first, known] = await Promise.all([stated, block.number].map((at) => reader.blockAt(tokenId, at)));
	const books = known && (await booksAt(reader, tokenId, known.hash));
	return checkAgainstChain(statement, { token: ground, first, block: known, payments, ...(books ? { books } : {}) });
}

/** Undefined: the node does not have the state of that block any more. */
async function booksAt(reader: Reader, tokenId: string, blockHash: `0x${string}`) {
	try {
		return (await reader.books({ tokenId, blockHash })).books;
	} catch (error) {
		if (error instanceof Fault && error.code === "rpc_unavailable") return undefined;
		throw error;
	}
}

function said(checks: Check[]): Outcome {
	const wrong = checks.filter(({ ok }) => !ok);
	const line = ({ ok, what, why, isSkipped }: Check): string =>
		isSkipped
			? `${style("yellow", "skip")}  ${what}: ${why}`
			: ok
				? `${style("green", "ok")}    ${what}`
				: `${style("red", "wrong")} ${what}: ${why}`;
	const verdict =
		wrong.length === 0
			? style("green", "the statement holds")
			: style("red", `${many(wrong.length, "check")} failed: do not rely on it`);
	return {
		json: { holds: wrong.length === 0, checks },
		lines: [...checks.map(line), "", verdict],
		exit: wrong.length === 0 ? EXIT.ok : EXIT.wrong,
	};
}
