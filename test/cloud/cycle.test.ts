import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { grants } from "../../infra/cloud/grants.ts";
import { mineBySecond, rpc } from "../../infra/local/anvil.ts";
import { eventually } from "../../infra/local/children.ts";
import { claimOnce, get } from "../../infra/local/holder.ts";
import { finalClaim, type OutsideChain, outsideChain, TOKEN_ID } from "../given/stack.ts";
import { callersOf, callsOf } from "./calls.ts";
import { costOfMillion, millionFigure } from "./cost.ts";
import { figures } from "./figures.ts";
import { logLines, weighed } from "./log-lines.ts";
import type { Call } from "./recorder.ts";
import { cloudStack, holderOf } from "./stack.ts";

const stack = cloudStack();
const HOLDERS = 6;
let chain: OutsideChain;
let holders: HDNodeWallet[];
beforeAll(async () => {
	chain = await outsideChain(1);
	holders = Array.from({ length: HOLDERS }, (_, at) => holderOf(stack, at));
});
afterAll(() => chain?.stop());

test("claims by POST of what snapshots have brought: paid to the wei, signed by KMS, settled", async () => {
	const balances = await Promise.all(holders.map(({ address }) => chain.provider.getBalance(address)));
	const callsBefore = callsOf(stack).length;
	const startedMs = Date.now();
	const posted = await Promise.all(holders.map((holder) => claimOnce(stack.apiUrl, TOKEN_ID, holder)));
	const postedMs = Date.now();
	const lookFrom = callsOf(stack).length - callsBefore;
	const claims = await Promise.all(posted.map((one) => finalClaim(stack.apiUrl, one?.id ?? "", 150_000)));
	const endedMs = Date.now();
	await new Promise((resolve) => setTimeout(resolve, 3_000)); // settle's log comes when it ends

	for (const [at, claim] of claims.entries()) {
		const holder = holders[at] as HDNodeWallet;
		const paid = (await chain.provider.getBalance(holder.address)) - (balances[at] ?? 0n);
		expect([claim.state, paid]).toEqual(["settled", BigInt(claim.dueWei)]);
		expect(paid).toBe(await chain.owedWei(holder.address));
		expect(await chain.provider.getTransactionCount(holder.address)).toBe(0);
		const sent = await chain.provider.getTransaction(claim.outcome?.transactionHash ?? "");
		expect(sent?.from).toBe(stack.laneAddress); // the deployed key signed it
	}
	const calls = callsOf(stack).slice(callsBefore);
	const writes = calls.filter(({ action }) => /^(PutItem|UpdateItem|DeleteItem)$/.test(action)).length;
	const callers = await callersOf(stack);
	// A person looks at a claim now and then; this test looks all the time.
	const isLook = (call: Call): boolean => callers.get(call.accessKey) === "claims" && call.action === "GetItem";
	const jobs = Object.keys(grants).filter((fn) => grants[fn]?.everyMinutes);
	const logged = await Promise.all(jobs.map((fn) => logLines(stack, fn, startedMs)));
	const looked = weighed(await logLines(stack, "claims", postedMs + 1, endedMs));
	const million = costOfMillion({
		calls: calls.filter((call, at) => at < lookFrom || !isLook(call)),
		fnOf: ({ accessKey }) => callers.get(accessKey) ?? "",
		claims: HOLDERS,
		batches: new Set(claims.map(({ outcome }) => outcome?.transactionHash)).size,
		posts: { ...weighed(await logLines(stack, "claims", startedMs, postedMs)), seconds: (postedMs - startedMs) / 1000 },
		looks: { ...looked, seconds: looked.runs * (await lookSec(claims[0]?.id ?? "")) },
		jobBytes: weighed(logged.flat()).bytes,
	});
	figures([
		millionFigure(million),
		{
			key: "cloud.claim-settled-s",
			value: (endedMs - startedMs) / 1000,
			unit: "s",
			against: `${HOLDERS} claims posted at once, blocks of 1 s`,
		},
		{
			key: "cloud.calls-per-claim",
			value: Number((calls.length / HOLDERS).toFixed(1)),
			unit: "AWS calls",
			against: `${writes} writes among ${calls.length} calls`,
		},
	]);
}, 300_000);

/** How long one look at a claim takes. */
async function lookSec(id: string): Promise<number> {
	const times: number[] = [];
	for (let turn = 0; turn < 5; turn++) {
		const startedMs = performance.now();
		await get(`${stack.apiUrl}/v1/claims/${id}`);
		times.push((performance.now() - startedMs) / 1000);
	}
	return Math.min(...times);
}

test("a transaction that has become too cheap is raised with the deployed key, and its claim settled", async () => {
	await rpc(stack.rpcUrl, "evm_setIntervalMining", [0]);
	const posted = await claimOnce(stack.apiUrl, TOKEN_ID, holderOf(stack, 11));
	await eventually("its transaction", 60_000, async () =>
		BigInt((await rpc<{ pending: string }>(stack.rpcUrl, "txpool_status")).pending) > 0n ? true : undefined,
	);
	const signedBefore = await signaturesOf("settle");
	await rpc(stack.rpcUrl, "anvil_setNextBlockBaseFeePerGas", [`0x${(50n * 10n ** 9n).toString(16)}`]);
	await mineBySecond(stack.rpcUrl);
	const claim = await finalClaim(stack.apiUrl, posted?.id ?? "", 120_000);
	expect(claim.state).toBe("settled");
	expect(await signaturesOf("settle")).toBeGreaterThan(signedBefore);
	const sent = await chain.provider.getTransaction(claim.outcome?.transactionHash ?? "");
	expect(sent?.from).toBe(stack.laneAddress);
}, 250_000);

/** How often a function has asked a lane's key for a signature. */
async function signaturesOf(fn: string): Promise<number> {
	const callers = await callersOf(stack);
	return callsOf(stack).filter(({ action, accessKey }) => action === "Sign" && callers.get(accessKey) === fn).length;
}

test("the ledger follows, woken by its schedule alone", async () => {
	const found = await eventually("the inflow in the ledger", 150_000, async () => {
		const { ledger } = await get<{ ledger: { inflowCount: number } }>(`${stack.apiUrl}/v1/tokens/${TOKEN_ID}`);
		return ledger.inflowCount >= 1 ? ledger : undefined;
	});
	expect(found.inflowCount).toBeGreaterThanOrEqual(1);
}, 160_000);
