import { compareLedgers, type Difference, type LedgerRow } from "../core/compare-ledgers.ts";
import { type AddCommand, type Global, type Outcome, run } from "./command.ts";
import { EXIT } from "./exit.ts";
import { many, style } from "./format.ts";
import { findStack, type Stack } from "./stack.ts";
import { theToken } from "./statement.ts";
import { walk } from "./walk.ts";

const PAGE = 500;
const MOST_SHOWN = 20;

/** `imo-relay replay` */
export const addReplay: AddCommand = (program) => {
	program
		.command("replay")
		.description("rebuild a token's ledger from the chain and compare it with the stored one; changes nothing")
		.option("--token <id>", "of this token; needed when there are several")
		.addHelpText("after", "\nExamples:\n  imo-relay replay\n  imo-relay replay --token openlm --json")
		.action(run<Global & { token?: string }>(replay));
};

async function replay(options: Global & { token?: string }): Promise<Outcome> {
	const stack = findStack(options);
	const tokenId = await theToken(stack, options.token);
	const { startBlock } = await stack.ask("ground", { tokenId });
	const { cursor } = await stack.ask("ledger", { tokenId, limit: 1 });
	if (!cursor)
		return { json: { tokenId, inflows: 0, differences: [] }, lines: [`the ledger of ${tokenId} is not begun`] };
	let blockHash: LedgerRow["blockHash"] | undefined;
	const rows = await walk("replay", { fromBlock: startBlock, toBlock: cursor.blockNumber }, async (range) => {
		const { inflows, lastBlock } = await stack.ask("inflows", { tokenId, ...range });
		if (lastBlock.number === cursor.blockNumber) blockHash = lastBlock.hash;
		return { found: inflows as LedgerRow[], lastBlock };
	});
	const stored = await storedRows(stack, tokenId, cursor.blockNumber);
	const differences = compareLedgers({ rows, blockHash }, { rows: stored, end: cursor });
	const upTo = `up to block ${cursor.blockNumber}`;
	return {
		json: { tokenId, blockNumber: cursor.blockNumber, inflows: rows.length, differences },
		lines:
			differences.length === 0
				? [`${tokenId}: ${style("green", "the ledger is the chain's")}, ${many(rows.length, "inflow")} ${upTo}`]
				: [
						`${tokenId}: ${style("red", many(differences.length, "difference"))} ${upTo}`,
						...differences.slice(0, MOST_SHOWN).map(line),
						...(differences.length > MOST_SHOWN ? [`… and more: --json has all`] : []),
					],
		exit: differences.length === 0 ? EXIT.ok : EXIT.wrong,
	};
}

/** The ledger up to a block; what came meanwhile is left out. */
async function storedRows(stack: Stack, tokenId: string, upTo: number): Promise<LedgerRow[]> {
	const rows: LedgerRow[] = [];
	let after: string | undefined;
	do {
		const page = await stack.ask("ledger", { tokenId, limit: PAGE, ...(after ? { after } : {}) });
		rows.push(...(page.inflows as LedgerRow[]).filter(({ blockNumber }) => blockNumber <= upTo));
		after = page.next;
	} while (after);
	return rows;
}

function line(found: Difference): string {
	switch (found.kind) {
		case "missing":
			return `  block ${found.blockNumber}, log ${found.logIndex}: the ledger lacks ${found.chain}`;
		case "extra":
			return `  block ${found.blockNumber}, log ${found.logIndex}: the ledger has ${found.stored}, the chain nothing`;
		case "differs":
			return `  block ${found.blockNumber}, log ${found.logIndex}: ${found.chain} on the chain, ${found.stored} in the ledger`;
		default:
			return `  ${found.kind}${found.asset ? ` of ${found.asset}` : ""}: ${found.chain} on the chain, ${found.stored} in the ledger`;
	}
}
