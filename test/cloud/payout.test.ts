import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Contract, type HDNodeWallet, type InterfaceAbi } from "ethers";
import { mined } from "../../contracts/script/mined.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { eventually } from "../../infra/local/children.ts";
import { account, deployContracts, stageFor } from "../../infra/local/deploy.ts";
import { claimOnce, get, newHolders, type ShownClaim } from "../../infra/local/holder.ts";
import { earningModel } from "../../infra/local/model.ts";
import { owedIn, sharesOf } from "../given/shares.ts";
import { finalClaim, type OutsideChain, outsideChain, TOKEN_ID } from "../given/stack.ts";
import { barred } from "./barred.ts";
import { outputsOf, serverless } from "./deploy.ts";
import { giveMandate } from "./give-mandate.ts";
import { cloudStack, holderOf } from "./stack.ts";

const stack = cloudStack();
const PUSHED = "pushed";
const ETHER = 10n ** 18n;
const MINUTES_MS = 150_000;
const { signer, provider } = account(stack.rpcUrl, ANVIL_KEYS[2]);
const mandating = holderOf(stack, 8);
const pushed = newHolders(4);
let chain: OutsideChain;
let pushing: Contract;
let idBefore: bigint;
beforeAll(async () => {
	chain = await outsideChain(1);
});
afterAll(async () => {
	provider.destroy();
	await chain?.stop();
});

const latestId = async (id: string): Promise<bigint> =>
	BigInt((await get<{ currentSnapshotId: string }>(`${stack.apiUrl}/v1/tokens/${id}`)).currentSnapshotId);
/** Waits until a holder has all that he is owed, to the wei, by claims that are settled; gives these, newest first. */
async function paid({ address }: HDNodeWallet, owedWei: () => Promise<bigint>): Promise<ShownClaim[]> {
	await eventually(`the payment of ${address}`, MINUTES_MS, async () =>
		(await chain.provider.getBalance(address)) === (await owedWei()) ? true : undefined,
	);
	return eventually(`the end of the claims of ${address}`, MINUTES_MS, async () => {
		const { claims } = await get<{ claims: ShownClaim[] }>(`${stack.apiUrl}/v1/holders/${address}/claims`);
		return claims.length > 0 && claims.every(({ state }) => state === "settled") ? claims : undefined;
	});
}
/** The deployed key sent it, and paid its gas. */
async function expectSentByLane({ outcome }: ShownClaim): Promise<void> {
	const sent = await chain.provider.getTransaction(outcome?.transactionHash ?? "");
	expect(sent?.from).toBe(stack.laneAddress);
}
const owedToMandating = () => chain.owedWei(mandating.address);

test("who gives a mandate is paid what is due, at once", async () => {
	expect(await chain.provider.getBalance(mandating.address)).toBe(0n);
	await giveMandate(stack.apiUrl, TOKEN_ID, mandating);
	const [claim] = await paid(mandating, owedToMandating);
	await expectSentByLane(claim as ShownClaim);
	expect(await chain.provider.getBalance(mandating.address)).toBeGreaterThan(0n);
}, 120_000);

test("an update that adds a token loses no open claim, and the schedule makes its lost wake-up good", async () => {
	const id = await barred(stack, "relay", async () => {
		const posted = (await claimOnce(stack.apiUrl, TOKEN_ID, holderOf(stack, 7))) as ShownClaim;
		await addToken();
		expect((await get<ShownClaim>(`${stack.apiUrl}/v1/claims/${posted.id}`)).state).toBe("accepted");
		return posted.id;
	});
	expect((await finalClaim(stack.apiUrl, id, MINUTES_MS)).state).toBe("settled");
}, 300_000);

/** Deploys one more token, and the stack that knows it; then both tokens get revenue, of which nothing wakes relay. */
async function addToken(): Promise<void> {
	const deployed = await deployContracts(stack.rpcUrl, ANVIL_KEYS[0], sharesOf(pushed), 1);
	pushing = new Contract(deployed.token, revenueShareTokenAbi as unknown as InterfaceAbi, chain.provider);
	const stage = JSON.parse(readFileSync(stack.stageFile, "utf8"));
	const [entry] = stageFor(stack.rpcUrl, deployed).tokens;
	const added = { ...entry, id: PUSHED, name: "Pushed", payout: "push", dailyBudgetWei: String(ETHER) };
	writeFileSync(stack.stageFile, JSON.stringify({ ...stage, tokens: [...stage.tokens, added] }));
	await serverless("deploy", stack.stageName, stack.stageFile, stack.deployEnv);
	expect((await outputsOf(stack.endpoint, stack.name))?.HttpApiId).toBe(stack.apiId);
	expect(await latestId(PUSHED)).toBe(0n);
	idBefore = await latestId(TOKEN_ID);
	const model = earningModel(stack.deployed, signer);
	await model.earn(60); // so that the smallest holder's due is worth its gas, too
	await model.deliver();
	await mined(await signer.sendTransaction({ to: deployed.token, value: ETHER }));
}

test("a token of `push`: the schedule takes its snapshot, and each holder is paid to the wei, unasked and without gas", async () => {
	await eventually("a snapshot by the schedule", MINUTES_MS, async () =>
		(await latestId(PUSHED)) > 0n ? true : undefined,
	);
	const taken = await pushing.getFunction("snapshotInfo")(1n);
	expect(taken.supply).toBe(10n * 10n ** 24n);
	let sumWei = 0n;
	for (const holder of pushed) {
		const owedWei = await owedIn(pushing, holder.address);
		expect(owedWei).toBeGreaterThan(0n);
		const claims = await paid(holder, async () => owedWei);
		expect(claims).toHaveLength(1);
		await expectSentByLane(claims[0] as ShownClaim);
		expect(claims[0]?.outcome?.payments).toEqual([expect.objectContaining({ amount: String(owedWei) })]);
		expect(await chain.provider.getTransactionCount(holder.address)).toBe(0);
		sumWei += owedWei;
	}
	// All of the share that is the holders', but for what rounding leaves.
	expect((ETHER * 8_000n) / 10_000n - sumWei).toBeLessThan(BigInt(pushed.length));
}, 400_000);

test("who gave a mandate is paid again after the next snapshot, without doing anything", async () => {
	await eventually("a snapshot by the schedule", MINUTES_MS, async () =>
		(await latestId(TOKEN_ID)) > idBefore ? true : undefined,
	);
	const claims = await paid(mandating, owedToMandating);
	expect(claims).toHaveLength(2);
	expect(BigInt(claims[0]?.snapshotIds[0] as string)).toBeGreaterThan(BigInt(claims[1]?.snapshotIds[0] as string));
	await expectSentByLane(claims[0] as ShownClaim);
}, 400_000);
