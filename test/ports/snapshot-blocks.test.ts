import { expect, test } from "@jest/globals";
import { Interface, zeroPadValue } from "ethers";
import { snapshotBlocks } from "../../functions/adapters/chain/dialects/snapshot-blocks.ts";
import { evmChain } from "../../functions/adapters/chain/evm.ts";
import { snapshotTokenAbi } from "../../functions/core/abi/snapshot-token.ts";
import { TOKEN, word } from "../given/claim.ts";
import { rpcServer } from "../given/rpc-server.ts";

const HEAD = 40_000;
const codec = new Interface(snapshotTokenAbi);
const topic = codec.getEvent("Snapshot")?.topicHash;

/** A node that is slow to give the logs of a token's two snapshots. */
async function slowNode(takenAt: Record<number, bigint>) {
	const node = await rpcServer({
		head: HEAD,
		answer: ({ method, params }) => {
			if (method !== "eth_getLogs") return undefined;
			const until = Date.now() + 15;
			while (Date.now() < until);
			const [from, to] = [Number(params[0].fromBlock), Number(params[0].toBlock)];
			const within = Object.entries(takenAt).filter(([block]) => Number(block) >= from && Number(block) <= to);
			const result = within.map(([block, id]) => ({
				address: TOKEN.toLowerCase(),
				topics: [topic],
				data: zeroPadValue(`0x0${id}`, 32),
				blockNumber: `0x${Number(block).toString(16)}`,
				blockHash: word(BigInt(Number(block) + 1) * 1_000n),
				transactionHash: word(Number(block)),
				logIndex: "0x0",
			}));
			return { result };
		},
	});
	const chain = evmChain({ chainId: 31337, rpcUrls: [node.url], finality: "finalized", logRange: 500 });
	const asked = () => node.asked.filter(({ method }) => method === "eth_getLogs").length;
	return { chain, asked, stop: node.stop };
}

test("a snapshot of long ago is looked for a while, and further back by the next question; what is known is not asked again", async () => {
	const { chain, asked, stop } = await slowNode({ 100: 1n, 39500: 2n });
	try {
		const blocks = snapshotBlocks(chain, { address: TOKEN, startBlock: 50 }, 30);
		const first = await blocks([2n, 1n], HEAD);
		expect(first.found).toEqual(new Map([[2n, 39_500]]));
		expect(first.from).toBeGreaterThan(100);
		let questions = 1;
		let last = first;
		for (; last.found.size < 2 && questions < 50; questions++) {
			const before = last.from;
			last = await blocks([2n, 1n], HEAD);
			expect(last.from).toBeLessThan(before);
		}
		expect(questions).toBeGreaterThan(1);
		expect(last.found).toEqual(
			new Map([
				[1n, 100],
				[2n, 39_500],
			]),
		);
		const before = asked();
		await blocks([1n], HEAD);
		expect(asked() - before).toBeLessThanOrEqual(1); // what is not final yet
	} finally {
		await stop();
	}
}, 30_000);

test("one that is not there is looked for down to the token's start, once", async () => {
	const { chain, asked, stop } = await slowNode({});
	try {
		const blocks = snapshotBlocks(chain, { address: TOKEN, startBlock: 39_000 }, 10_000);
		expect(await blocks([1n], HEAD)).toEqual({ found: new Map(), from: 39_000 });
		const before = asked();
		await blocks([1n], HEAD);
		expect(asked() - before).toBeLessThanOrEqual(1);
	} finally {
		await stop();
	}
}, 30_000);
