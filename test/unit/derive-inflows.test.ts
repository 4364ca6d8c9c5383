import { expect, test } from "@jest/globals";
import { id } from "ethers";
import { derivedInflows } from "../../functions/adapters/chain/dialects/derive-inflows.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import { snapshotToken } from "../../functions/core/snapshot-token.ts";
import type { Token } from "../../functions/core/stage.ts";
import { TOKEN } from "../given/claim.ts";

const hashOf = (block: number): string => id(`block ${block}`);
const topics = [snapshotToken.topic("Snapshot")];

/** A node that has thrown all old state away, and gives logs of 50,000 blocks at a time; a snapshot each 1,000 blocks. */
const prunedChain = (snapshots: number): Chain => {
	const taken = Array.from({ length: snapshots }, (_, n) => 100 + 1_000 * n);
	return {
		chainId: 1,
		hashAt: async (block: number) => hashOf(block),
		logStep: async ({ fromBlock, toBlock }: { fromBlock: number; toBlock: number }) => {
			const last = Math.min(toBlock, 50_000);
			const within = taken.filter((block) => block >= fromBlock && block <= last);
			return {
				logs: within.map((blockNumber) => ({ blockNumber, blockHash: hashOf(blockNumber), topics })),
				lastBlock: { number: last, hash: hashOf(last), timestampSec: last },
				beforeHash: hashOf(fromBlock - 1),
			};
		},
		calls: async (calls: unknown[]) =>
			calls.map(() => ({ ok: false, reverted: false, revertBytes: "0x", message: "missing trie node" })),
	} as unknown as Chain;
};

test.each([16, 17, 40])(
	"where no state is kept the last reading is carried on, however many snapshots: %i",
	async (snapshots) => {
		const token = { id: "t", address: TOKEN, startBlock: 1 } as Token;
		const step = derivedInflows(prunedChain(snapshots), token, async () => false);
		expect(await step(1, 1_000_000)).toMatchObject({ inflows: [], stateIsGone: true });
	},
);
