import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { forwarderDomain } from "../../functions/app/find-token.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { claimCall, quoteGas } from "../../functions/core/judge-request.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import {
	type ClaimConsent,
	type ForwardRequest,
	type Signable,
	signableConsent,
	signableRequest,
} from "../../functions/core/typed-data.ts";
import { dayOf } from "../../functions/core/worth.ts";
import { ANVIL_CHAIN_ID } from "../../infra/local/anvil.ts";
import { aConsent, aRequest } from "../given/claim.ts";
import { withKillPoints } from "../given/kill-points.ts";
import { giveTillCode, payAtTill } from "../given/till.ts";
import { carry, holderAt, LANE, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const ETHER = 10n ** 18n;
const CHAIN = `chain#${ANVIL_CHAIN_ID}`;
/** Takes the money when it has burnt all but 1,500 of the gas that it is given. */
const BURNER: Hex = "0x5b6105dc5a115f5700";
let world: World;
let ports: Ports;
beforeEach(async () => {
	world = await startWorld(30);
	await world.mine(70);
	ports = budgeted(ETHER);
}, 60_000);
afterEach(() => world.stop());

const budgeted = (dailyBudgetWei: bigint): Ports => ({
	...world.ports,
	tokens: world.ports.tokens.map((token) => ({ ...token, dailyBudgetWei })),
	chainStage: (chainId) => ({ ...world.ports.chainStage(chainId), dailyBudgetWei }),
});
/** What is booked for today against the budgets of the token, and of its chain. */
const bookedBy = async (whose: string): Promise<bigint> =>
	world.ports.store.counters.total(`budget#${whose}#${dayOf(Date.now()).day}`);
async function booked(): Promise<bigint> {
	const wei = await bookedBy(TOKEN_ID);
	expect(await bookedBy(CHAIN)).toBe(wei);
	return wei;
}
async function post(holders: readonly HDNodeWallet[]): Promise<bigint> {
	for (const holder of holders) await acceptClaim(ports, await world.order(holder, "on-behalf"));
	return booked();
}
/** Relays what waits, follows it to finality, and tells what the lane has spent by then. */
async function spend(): Promise<bigint> {
	await world.mine(4);
	const beforeWei = await world.balance(world.laneAddress);
	await carry(world, ports);
	return beforeWei - (await world.balance(world.laneAddress));
}
/** Its holder's money goes to an account that burns what gas it is given. */
async function burnsGas(holder: HDNodeWallet): Promise<void> {
	await payAtTill(world, holder);
	await giveTillCode(world, BURNER);
}

const token = (): Token => ports.tokens[0] as Token;
const deadlineSec = BigInt(Math.floor(Date.now() / 1000) + 3_600);
/** The snapshot that is due, and 19 that there are not, others for each `n`. */
const withInvented = (n: number): bigint[] => [
	1n,
	...Array.from({ length: 19 }, (_, at) => 2n ** 255n + BigInt(n * 100 + at)),
];
type Signed = { route: "forwarder"; request: ForwardRequest } | { route: "on-behalf"; consent: ClaimConsent };
async function postSigned(holder: HDNodeWallet, what: Signable, signed: Signed): Promise<Claim> {
	const { domain, primaryType, fields, message } = what;
	const signature = (await holder.signTypedData(domain, { [primaryType]: [...fields] }, message)) as Hex;
	return acceptClaim(ports, { tokenId: TOKEN_ID, chainId: ANVIL_CHAIN_ID, signature, ...signed });
}

describe("the day's budgets", () => {
	test("hold what claims have really cost, once they are final: one that is alone, and burns its gas", async () => {
		await burnsGas(holderAt(world, 0));
		await world.earnAndSnapshot(ETHER);
		const acceptedWei = await post([holderAt(world, 0)]);
		const spentWei = await spend();
		expect(spentWei).toBeGreaterThan(2n * acceptedWei);
		expect(await booked()).toBe(spentWei);
		await settleLane(ports, LANE, 0);
		expect(await booked()).toBe(spentWei);
	}, 60_000);

	test("are used up by it, though it was accepted within them", async () => {
		await burnsGas(holderAt(world, 0));
		await world.earnAndSnapshot(ETHER);
		const acceptedWei = await post([holderAt(world, 0)]);
		ports = budgeted(acceptedWei * 2n);
		await spend();
		await expect(post([holderAt(world, 1)])).rejects.toMatchObject({ code: "budget_exhausted" });
	}, 60_000);

	test("aren't passed by claims that name snapshots which are not there: what is due is claimed, in one transaction", async () => {
		const holders = world.holders.slice(0, 6);
		for (const { address } of holders) await world.rpc("anvil_setBalance", [address, "0x1"]);
		await world.earnAndSnapshot(ETHER);
		for (const [n, holder] of holders.entries()) {
			const account = holder.address as Address;
			const consent = aConsent({ token: token().address, account, ids: withInvented(n), deadlineSec });
			const domain = await ports.dialect(token()).consentDomain();
			const claim = await postSigned(holder, signableConsent(domain, consent), { route: "on-behalf", consent });
			expect(claim.snapshotIds).toEqual([1n]);
		}
		const acceptedWei = await booked();
		expect(await spend()).toBeLessThan(2n * acceptedWei);
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(1);
		for (const { address } of holders) expect(await world.balance(address)).toBeGreaterThan(1n);
	}, 60_000);

	test("hold what a request names, due or not: that is what goes on chain", async () => {
		await world.earnAndSnapshot(ETHER);
		const plain = await acceptClaim(ports, await world.order(holderAt(world, 0), "forwarder"));
		const holder = holderAt(world, 1);
		const data = claimCall(withInvented(0));
		const from = holder.address as Address;
		const request = aRequest({ from, to: token().address, data, gas: quoteGas(20, 0), deadlineSec });
		const signable = signableRequest(forwarderDomain(token()), request);
		const named = await postSigned(holder, signable, { route: "forwarder", request });
		expect(named.bookedWei).toBeGreaterThan(3n * plain.bookedWei);
	}, 60_000);

	test("hold no less than what was booked, where claims have cost less", async () => {
		await world.earnAndSnapshot(ETHER);
		const holders = world.holders.slice(0, 2);
		for (const { address } of holders) await world.rpc("anvil_setBalance", [address, "0x1"]);
		await world.rpc("anvil_setNextBlockBaseFeePerGas", ["0x2540be400"]);
		await world.mine();
		const acceptedWei = await post(holders);
		await world.rpc("anvil_setNextBlockBaseFeePerGas", ["0x3b9aca00"]);
		expect(await spend()).toBeLessThan(acceptedWei);
		expect(await booked()).toBe(acceptedWei);
	}, 60_000);

	test.each(["before", "after"] as const)(
		"miss nothing when a worker dies %s it has written it down",
		async (when) => {
			await burnsGas(holderAt(world, 0));
			await world.earnAndSnapshot(ETHER);
			await post([holderAt(world, 0)]);
			await relayLane(ports, LANE);
			await world.mine(4);
			let isDead = false;
			const dying = withKillPoints(ports, (method, moment) => {
				if (method !== "counters.add" || moment !== when || isDead) return;
				isDead = true;
				throw new Error("killed");
			});
			await settleLane(dying, LANE, 0).catch(() => undefined);
			expect(isDead).toBe(true);
			await settleLane(ports, LANE, 0);
			const row = await ports.store.lanes.get(LANE, 0);
			expect(row?.state).toBe("final");
			const { gasUsed = 0n, gasPriceWei = 0n } = row?.inclusion ?? {};
			expect(gasUsed).toBeGreaterThan(0n);
			for (const whose of [TOKEN_ID, CHAIN])
				expect(await bookedBy(whose)).toBeGreaterThanOrEqual(gasUsed * gasPriceWei);
		},
		60_000,
	);
});
