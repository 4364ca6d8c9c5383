import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { NAMESPACE } from "../../functions/core/metric.ts";
import { parseStage } from "../../functions/stage-file.ts";
import { alarmsOf } from "../../infra/cloud/alarms.ts";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { eventually } from "../../infra/local/children.ts";
import { account } from "../../infra/local/deploy.ts";
import { claimOnce, get, type ShownClaim } from "../../infra/local/holder.ts";
import { earningModel } from "../../infra/local/model.ts";
import { finalClaim, type OutsideChain, outsideChain, TOKEN_ID } from "../given/stack.ts";
import { callersOf, callsOf } from "./calls.ts";
import { costOfMillion, idleFigures, millionFigure } from "./cost.ts";
import { figures } from "./figures.ts";
import type { Call } from "./recorder.ts";
import { cloudStack, holderOf } from "./stack.ts";

const stack = cloudStack();
const HOLDERS = 6;
/** Nobody does anything meanwhile: what the schedules alone cost. */
const IDLE_MINUTES = 2;
let chain: OutsideChain;
let holders: HDNodeWallet[];
beforeAll(async () => {
	chain = await outsideChain(1);
	holders = Array.from({ length: HOLDERS }, (_, at) => holderOf(stack, at));
});
afterAll(() => chain?.stop());

interface ShownToken {
	currentSnapshotId: string;
	ledger: { inflowCount: number };
}
const token = () => get<ShownToken>(`${stack.apiUrl}/v1/tokens/${TOKEN_ID}`);

test("revenue, a snapshot by the schedule, claims by POST: paid to the wei, signed by KMS, settled", async () => {
	const idleFrom = callsOf(stack).length;
	await new Promise((resolve) => setTimeout(resolve, IDLE_MINUTES * 60_000));
	const idle = callsOf(stack).slice(idleFrom);
	const { signer, provider } = account(stack.rpcUrl, ANVIL_KEYS[2]);
	const model = earningModel(stack.deployed, signer);
	const before = await token();
	await model.earn(60); // so that the smallest holder's due is worth its gas, too
	await model.deliver();
	await eventually("a snapshot by the schedule", 150_000, async () =>
		BigInt((await token()).currentSnapshotId) > BigInt(before.currentSnapshotId) ? true : undefined,
	);
	provider.destroy();

	const balances = await Promise.all(holders.map(({ address }) => chain.provider.getBalance(address)));
	const callsBefore = callsOf(stack).length;
	const startedMs = Date.now();
	const posted = await Promise.all(holders.map((holder) => claimOnce(stack.apiUrl, TOKEN_ID, holder)));
	const postSec = (Date.now() - startedMs) / 1000 / HOLDERS;
	const lookFrom = callsOf(stack).length - callsBefore;
	const claims = await Promise.all(posted.map((one) => finalClaim(stack.apiUrl, one?.id ?? "", 150_000)));
	const seconds = (Date.now() - startedMs) / 1000;

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
	const counted = calls.filter((call, at) => at < lookFrom || !isLook(call));
	const million = costOfMillion(counted, ({ accessKey }) => callers.get(accessKey) ?? "", HOLDERS, postSec / 2);
	const stage = parseStage(stack.stageFile);
	const own = Object.values(alarmsOf({ name: stack.name, stage }));
	const metrics = own.filter(({ namespace }) => namespace === NAMESPACE).length;
	figures([
		millionFigure(million),
		...idleFigures(idle, IDLE_MINUTES, own.length, metrics),
		{
			key: "cloud.claim-settled-s",
			value: seconds,
			unit: "s",
			against: `${HOLDERS} claims posted at once, blocks of 1 s`,
		},
		{
			key: "cloud.calls-per-claim",
			value: calls.length / HOLDERS,
			unit: "AWS calls",
			against: `${writes} writes among ${calls.length} calls`,
		},
	]);
}, 600_000);

test("a wake-up that was lost is made good by the schedule", async () => {
	const holder = holderOf(stack, HOLDERS);
	const { LambdaClient, PutFunctionConcurrencyCommand, DeleteFunctionConcurrencyCommand } = await import(
		"@aws-sdk/client-lambda"
	);
	const { clientOf } = await import("./stack.ts");
	const lambda = new LambdaClient(clientOf(stack));
	const FunctionName = `${stack.name}-relay`;
	// Nobody can start relay: the wake-up after the POST is turned away.
	await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
	const posted = (await claimOnce(stack.apiUrl, TOKEN_ID, holder)) as ShownClaim;
	expect(posted.state).toBe("accepted");
	await new Promise((resolve) => setTimeout(resolve, 3_000));
	const waiting = await get<ShownClaim>(`${stack.apiUrl}/v1/claims/${posted.id}`);
	expect(waiting.state).toBe("accepted");
	await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
	lambda.destroy();
	expect((await finalClaim(stack.apiUrl, posted.id, 150_000)).state).toBe("settled");
}, 200_000);

test("the ledger follows, woken by its schedule alone", async () => {
	const found = await eventually("the inflow in the ledger", 150_000, async () => {
		const { ledger } = await token();
		return ledger.inflowCount >= 1 ? ledger : undefined;
	});
	expect(found.inflowCount).toBeGreaterThanOrEqual(1);
}, 160_000);
