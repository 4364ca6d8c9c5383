import { readBlock, readBooks, readGround, readPayments } from "../app/operator/read-ground.ts";
import type { StatementHead } from "../core/statement.ts";
import type { Input, Reply } from "../operator-api.ts";
import { wireReader } from "../wire-operator.ts";
import type { Stack } from "./stack.ts";

/** What a statement is made from and held against: a stack, or nodes of one's own choice. */
export interface Reader {
	ground(tokenId: string): Promise<Reply<"ground">>;
	payments(range: Input<"payments">): Promise<Reply<"payments">>;
	books(place: Input<"books">): Promise<Reply<"books">>;
	blockAt(tokenId: string, blockNumber: number): Promise<Reply<"payments">["lastBlock"] | undefined>;
}

/** By the operator's function. */
export const stackReader = (stack: Stack): Reader => ({
	ground: (tokenId) => stack.ask("ground", { tokenId }),
	payments: (range) => stack.ask("payments", range),
	books: (place) => stack.ask("books", place),
	blockAt: async (tokenId, blockNumber) => (await stack.ask("blockAt", { tokenId, blockNumber })).block,
});

/** By a node that whoever checks has chosen: nothing of the operator's is asked. */
export function nodeReader(rpcUrl: string, head: StatementHead): Reader {
	const ports = wireReader(rpcUrl, head);
	return {
		ground: (tokenId) => readGround(ports, tokenId),
		payments: (range) => readPayments(ports, range),
		books: (place) => readBooks(ports, place),
		blockAt: async (tokenId, blockNumber) => (await readBlock(ports, { tokenId, blockNumber })).block,
	};
}
