import { afterEach, describe, expect, test } from "@jest/globals";
import { evmChain } from "../../functions/adapters/chain/evm.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import { HOLDER, TOKEN, word } from "../given/claim.ts";
import { type RpcServer, rpcServer } from "../given/rpc-server.ts";

type Call = RpcServer["asked"][number];
const running: RpcServer[] = [];
afterEach(async () => {
	for (const node of running.splice(0)) await node.stop();
});
const counts: NonNullable<RpcServer["answer"]> = ({ method }) =>
	method === "eth_getTransactionCount"
		? { result: "0x5" }
		: method === "eth_getTransactionReceipt"
			? { result: null }
			: undefined;
async function chainOf(...given: Partial<RpcServer>[]): Promise<{ chain: Chain; nodes: RpcServer[] }> {
	const nodes = await Promise.all(given.map((one) => rpcServer({ answer: counts, ...one })));
	running.push(...nodes);
	const chain = evmChain({ chainId: 31337, rpcUrls: nodes.map(({ url }) => url), finality: "finalized" });
	await chain.block("latest"); // both are known from here on
	for (const node of nodes) node.posts = 0;
	return { chain, nodes };
}
/** Which calls came in which post. */
function bodiesOf(node: RpcServer): Call[][] {
	const bodies: Call[][] = [];
	node.reply = (body) => void bodies.push([body].flat());
	return bodies;
}
const read = (n: number) => ({ to: TOKEN, data: word(n) });
const broken = (message: string) => ({ error: { code: -32000, message } });

describe("what is asked in one turn", () => {
	test("goes out in one post, and each caller gets his own answers", async () => {
		const { chain, nodes } = await chainOf({});
		const [nonce, results, block] = await Promise.all([
			chain.nonce(HOLDER, "latest"),
			chain.calls([read(1), read(2)], "latest"),
			chain.block(7),
		]);
		expect([nonce, results.map((one) => one.ok && one.returned), block.number]).toEqual([5, [word(1), word(2)], 7]);
		expect(nodes[0]?.posts).toBe(1);
	});

	test("is answered to each by a node that can, though none can answer all of it", async () => {
		const { chain } = await chainOf(
			{ answer: (one) => (one.method === "eth_call" ? broken("missing trie node 0b2f") : counts(one)) },
			{ answer: (one) => (one.method === "eth_getTransactionCount" ? broken("header not found") : counts(one)) },
		);
		const [nonce, [result]] = await Promise.all([chain.nonce(HOLDER, "latest"), chain.calls([read(3)], "latest")]);
		expect([nonce, result]).toEqual([5, { ok: true, returned: word(3) }]);
	});

	test("is not asked again for a caller whose answer is there, since another one's call has trouble everywhere", async () => {
		const answer: RpcServer["answer"] = (one) =>
			one.method === "eth_call" ? broken("missing trie node 0b2f") : counts(one);
		const { chain, nodes } = await chainOf({ answer }, { answer });
		const [nonce, [result]] = await Promise.all([chain.nonce(HOLDER, "latest"), chain.calls([read(3)], "latest")]);
		expect([nonce, result?.ok]).toEqual([5, false]);
		const asked = nodes.flatMap((node) => node.asked.filter(({ method }) => method === "eth_getTransactionCount"));
		expect(asked).toHaveLength(1);
	});

	test("does not wait for a trial that runs too long", async () => {
		const { chain } = await chainOf({ hangsAt: ({ params }) => params[0]?.gas !== undefined });
		const startedMs = Date.now();
		const trial = chain.calls([{ ...read(1), gas: 16_000_000n }], "pending").catch(() => undefined);
		expect(await chain.nonce(HOLDER, "latest")).toBe(5);
		expect(Date.now() - startedMs).toBeLessThan(2_000);
		running[0]?.stop();
		await trial;
	});

	test("keeps what belongs together in one batch of a node that takes small ones", async () => {
		const [most, hashes] = [5, [word(1), word(2), word(3)]];
		const { chain, nodes } = await chainOf({});
		const [node] = nodes as [RpcServer];
		node.reply = (body) =>
			[body].flat().length > most
				? {
						text: JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32600, message: `batch limit ${most}` } }),
					}
				: undefined;
		await chain.receipts(Array.from({ length: 6 }, (_, n) => word(n))); // so it learns
		const bodies = bodiesOf(node);
		await Promise.all([chain.block(1), chain.block(2), chain.block(3), chain.fate(HOLDER, hashes)]);
		const methods = bodies.map((body) => body.map(({ method }) => method));
		expect(methods).toContainEqual(["eth_getTransactionCount", ...hashes.map(() => "eth_getTransactionReceipt")]);
	});
});
