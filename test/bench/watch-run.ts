// One measured run in a process of its own, so that what others hold is not measured along: `ours` or `bare`.
// Gives a line of JSON on its standard output.
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { extendLedger } from "../../functions/app/extend-ledger.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import { contract } from "../../functions/core/contract.ts";
import type { Token } from "../../functions/core/stage.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import { rpc } from "../../infra/local/anvil.ts";
import { localAccess } from "../../infra/local/table.ts";

/** What a run takes; `heapMb`: what is held after each tenth of it. */
export interface WatchRun {
	seconds: number;
	events: number;
	heapMb: number[];
}
interface Given {
	kind: "ours" | "bare";
	rpcUrl: string;
	stageFile: string;
	tableEndpoint: string;
	startBlock: number;
	lastBlock: number;
}
/** What the watcher's ranges come to: 10,000 logs an answer. */
const BARE_LOGS = 10_000;
const given = JSON.parse(process.argv[2] ?? "{}") as Given & { perBlock: number; token: string };
const heapMb: number[] = [];
let spentMs = 0;
/** Counts no time: collecting garbage to measure is not part of the work. */
const measure = (done: number): void => {
	const tenths = Math.floor((10 * (done - given.startBlock)) / (given.lastBlock - given.startBlock));
	if (tenths <= heapMb.length) return;
	const fromMs = performance.now();
	globalThis.gc?.();
	heapMb.push(Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10);
	spentMs += performance.now() - fromMs;
};

async function ours(): Promise<number> {
	const { stageFile, tableEndpoint } = given;
	const silent = { info: () => undefined, warn: () => undefined };
	const ports = wirePorts(readConfig({ LANE_KEY_1: `0x${"11".repeat(32)}` }, { stageFile }), {
		store: dynamoStore("watch", dynamoClient(localAccess(tableEndpoint))),
		invoker: { wake: async () => undefined },
		log: silent,
	});
	const token = ports.tokens[0] as Token;
	const step = extendLedger(ports, token);
	const finalized = await ports.chain(token.chainId).block("finalized");
	while ((await step(finalized)) === "on") measure((await ports.store.ledger.cursor(token.id))?.blockNumber ?? 0);
	return (await ports.store.ledger.cursor(token.id))?.inflowCount ?? 0;
}

async function bare(): Promise<number> {
	const topics = [[contract(revenueShareTokenAbi).topic("RevenueReceived")]];
	const span = Math.max(1, Math.floor(BARE_LOGS / given.perBlock));
	const hex = (number: number): string => `0x${number.toString(16)}`;
	let events = 0;
	for (let from = given.startBlock; from <= given.lastBlock; from += span) {
		const toBlock = hex(Math.min(from + span - 1, given.lastBlock));
		const filter = { address: given.token, topics, fromBlock: hex(from), toBlock };
		events += (await rpc<unknown[]>(given.rpcUrl, "eth_getLogs", [filter])).length;
		measure(from);
	}
	return events;
}

const startedMs = performance.now();
const events = await (given.kind === "ours" ? ours() : bare());
const seconds = (performance.now() - startedMs - spentMs) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, events, heapMb } satisfies WatchRun)}\n`);
process.exit(0);
