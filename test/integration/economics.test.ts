import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { evmChain } from "../../functions/adapters/chain/evm.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { acceptMandate } from "../../functions/app/accept-mandate.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { describeMandate } from "../../functions/app/describe-mandate.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { showClaim } from "../../functions/app/show-claim.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { typicalGas } from "../../functions/core/route.ts";
import type { Token } from "../../functions/core/stage.ts";
import { signableConsent, typedDataOf } from "../../functions/core/typed-data.ts";
import { dayOf } from "../../functions/core/worth.ts";
import { aMandate, word } from "../given/claim.ts";
import { holderAt, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const HOLDERS = 6;
const GWEI = 10n ** 9n;
let world: World;
beforeEach(async () => {
	world = await startWorld(HOLDERS);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

const token = (): Token => world.ports.tokens[0] as Token;
const address = (holder: HDNodeWallet): Address => holder.address as Address;
const withLimits = (limits: Partial<Ports["limits"]>): Ports => ({
	...world.ports,
	limits: { ...world.ports.limits, ...limits },
});
const counted = (holder: HDNodeWallet): Promise<bigint> =>
	world.ports.store.counters.total(`claims#${TOKEN_ID}#${holder.address}#${dayOf(Date.now()).day}`);
/** What became of posts that were made at once: how many were accepted, and the codes of the others. */
async function tally(posts: Promise<Claim>[]): Promise<Record<string, number>> {
	const done = await Promise.allSettled(posts);
	const names = done.map((one) => (one.status === "fulfilled" ? "accepted" : String(one.reason.code)));
	return Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((each) => each === name).length]));
}
/** The block's base fee, and the next one's. */
async function setBaseFee(wei: bigint): Promise<void> {
	await world.rpc("anvil_setNextBlockBaseFeePerGas", [`0x${wei.toString(16)}`]);
	await world.mine();
}

describe("a holder's quota of the day", () => {
	/** So many consents for the same snapshot, each with another deadline: each would be a claim of its own. */
	async function manyOrders(holder: HDNodeWallet, count: number) {
		const domain = await world.ports.dialect(token()).consentDomain();
		const nowSec = Math.floor(Date.now() / 1000);
		return Promise.all(
			Array.from({ length: count }, async (_, n) => {
				const terms = { ids: [1n], nonce: 0n, deadlineSec: BigInt(nowSec + 3_600 + n) };
				const consent = { token: token().address, account: address(holder), ...terms };
				const { types, message } = typedDataOf(signableConsent(domain, consent));
				const { EIP712Domain: _implied, ...signed } = types;
				const signature = (await holder.signTypedData(domain, signed, message)) as Hex;
				const { id: tokenId, chainId } = token();
				return { tokenId, chainId, route: "on-behalf" as const, consent, signature };
			}),
		);
	}

	test("lets one of twenty different claims in that are posted at once, and counts one", async () => {
		const ports = withLimits({ claimsPerHolderPerDay: 3 });
		const orders = await manyOrders(holderAt(world, 0), 20);
		const result = await tally(orders.map((order) => acceptClaim(ports, order)));
		expect(result).toEqual({ accepted: 1, claim_in_progress: 19 });
		expect(await counted(holderAt(world, 0))).toBe(1n);
	}, 60_000);
	test("is not passed by one over two routes at once, by any of several holders", async () => {
		const ports = withLimits({ claimsPerHolderPerDay: 1 });
		const orders = await Promise.all(
			world.holders.flatMap((holder) => [world.order(holder, "forwarder"), world.order(holder, "on-behalf")]),
		);
		const result = await tally(orders.map((order) => acceptClaim(ports, order)));
		expect(result).toEqual({ accepted: HOLDERS, quota_exceeded: HOLDERS });
		for (const holder of world.holders) expect(await counted(holder)).toBe(1n);
	}, 60_000);
	test("is not touched by what is refused", async () => {
		const order = await world.order(holderAt(world, 0), "on-behalf");
		const dear: Ports = { ...world.ports, tokens: [{ ...token(), minWorthPercent: 10 ** 9 }] };
		expect(await tally(Array.from({ length: 20 }, () => acceptClaim(dear, order)))).toEqual({ not_worth_gas: 20 });
		expect(await counted(holderAt(world, 0))).toBe(0n);
	}, 60_000);
});

describe("the gas price of the chain", () => {
	test("makes a claim not worth its gas, which is said with both amounts, until it falls", async () => {
		const order = await world.order(holderAt(world, 0), "on-behalf");
		const owed = await owedWei(world, holderAt(world, 0).address);
		await setBaseFee(owed / 40_000n); // a claim takes 47,000 gas
		await expect(acceptClaim(world.ports, order)).rejects.toMatchObject({
			code: "not_worth_gas",
			facts: { worthWei: owed.toString(), minWorthPercent: 100 },
		});
		const quote = await describeHolder(world.ports, TOKEN_ID, address(holderAt(world, 0)));
		expect(quote).toMatchObject({ code: "not_worth_gas", dueWei: owed });
		expect(quote).not.toHaveProperty("typedData");
		await setBaseFee(GWEI);
		expect((await acceptClaim(world.ports, order)).state).toBe("accepted");
	}, 60_000);
	test("above the cap lets claims wait, and say so; when it falls they go out and are paid", async () => {
		const claim = await world.accept(holderAt(world, 0), "on-behalf");
		await setBaseFee(75n * GWEI); // 70 % of a cap of 100
		await relayLane(world.ports, LANE);
		expect(await showClaim(world.ports, claim.id)).toMatchObject({ state: "accepted", waitsFor: "gas_price" });
		expect(await world.ports.store.lanes.highestNonce(LANE)).toBeUndefined();
		await setBaseFee(5n * GWEI);
		await relayLane(world.ports, LANE);
		expect(await showClaim(world.ports, claim.id)).not.toHaveProperty("waitsFor");
		await world.mine(4);
		await settleLane(world.ports, LANE, 0);
		expect((await world.claim(claim.id)).state).toBe("settled");
		expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	}, 60_000);
});

describe("a chain of the OP stack", () => {
	const ORACLE = "0x420000000000000000000000000000000000000F";
	/** Answers getL1FeeUpperBound(uint256) with its argument times so many wei, and nothing else. */
	const oracleCode = (weiPerByte: bigint): Hex =>
		`0x5f3560e01c63f1c7a58b146011575f5ffd5b60043567${weiPerByte.toString(16).padStart(16, "0")}025f5260205ff3`;
	const setOracle = (weiPerByte: bigint) => world.rpc("anvil_setCode", [ORACLE, oracleCode(weiPerByte)]);
	const opStack = (more: Partial<Token> = {}): Ports => {
		const { rpcUrls } = world.ports.chainStage(token().chainId);
		const chain = evmChain({ chainId: token().chainId, rpcUrls, finality: "finalized", feeModel: "op-stack" });
		return { ...world.ports, chain: () => chain, tokens: [{ ...token(), ...more }] };
	};

	test("asks for a transaction's bytes and their envelope; others ask nothing", async () => {
		await setOracle(1_000n);
		expect(await opStack().chain(31337).dataFeeWei(32)).toBe(1_000n * (32n + 150n));
		expect(await world.ports.chain(31337).dataFeeWei(32)).toBe(0n);
	}, 60_000);
	test("whose oracle is not there, or says nothing, is a fault, and never a fee of nothing", async () => {
		await expect(opStack().chain(31337).dataFeeWei(32)).rejects.toMatchObject({ code: "rpc_unavailable" });
		await world.rpc("anvil_setCode", [ORACLE, "0x00"]);
		await expect(opStack().chain(31337).dataFeeWei(32)).rejects.toMatchObject({ code: "rpc_unavailable" });
		await world.rpc("anvil_setCode", [ORACLE, "0x5f5ffd"]);
		await expect(opStack().chain(31337).dataFeeWei(32)).rejects.toMatchObject({ code: "rpc_unavailable" });
	}, 60_000);
	test("counts its data fee in the gate: a claim is quoted with it, and refused when it costs more than is due", async () => {
		await setOracle(10n ** 9n);
		const cheap = await describeHolder(opStack(), TOKEN_ID, address(holderAt(world, 0)));
		const without = await describeHolder(world.ports, TOKEN_ID, address(holderAt(world, 0)));
		const costs = [cheap, without].map((quote) => ("costWei" in quote ? (quote.costWei ?? 0n) : 0n));
		expect((costs[0] ?? 0n) - (costs[1] ?? 0n)).toBe(10n ** 9n * 182n);
		const order = await world.order(holderAt(world, 0), "on-behalf");
		await setOracle((await owedWei(world, holderAt(world, 0).address)) / 180n);
		await expect(acceptClaim(opStack(), order)).rejects.toMatchObject({ code: "not_worth_gas" });
		expect((await acceptClaim(world.ports, order)).state).toBe("accepted");
	}, 60_000);
	test("counts its data fee in the day's budget", async () => {
		await setOracle(10n ** 9n);
		const ports = opStack({ dailyBudgetWei: 10n ** 18n });
		await acceptClaim(ports, await world.order(holderAt(world, 0), "on-behalf"));
		const booked = await ports.store.counters.total(`budget#${TOKEN_ID}#${dayOf(Date.now()).day}`);
		const { baseFeeWei, tipWei } = await ports.chain(31337).market();
		const gas = typicalGas("on-behalf", { snapshots: 1, assets: 0, isEmpty: true });
		expect(booked).toBe(gas * (baseFeeWei + tipWei) + 10n ** 9n * 182n);
	}, 60_000);
	test("counts its data fee in the cap: claims wait for the price, and go out when the fee falls", async () => {
		await setOracle(1n);
		const claim = await acceptClaim(opStack(), await world.order(holderAt(world, 0), "on-behalf"));
		await setOracle(10n ** 14n); // 300 bytes then cost more than 260,000 gas at the cap
		await relayLane(opStack(), LANE);
		expect(await showClaim(world.ports, claim.id)).toMatchObject({ state: "accepted", waitsFor: "gas_price" });
		await setOracle(1n);
		await relayLane(opStack(), LANE);
		expect((await world.claim(claim.id)).state).toBe("relayed");
	}, 60_000);
	test("counts its data fee in what a lane can pay for: it sends as many claims as that holds, and the others later", async () => {
		const { feeCapWei } = world.ports.chainStage(31337);
		await setOracle(200n * feeCapWei); // a byte costs as much as 200 gas
		const claims: Claim[] = [];
		for (const holder of world.holders)
			claims.push(await acceptClaim(opStack({ minWorthPercent: 0 }), await world.order(holder, "on-behalf")));
		const fundsWei = 1_000_000n * feeCapWei; // all six need 960,000 gas, and their data 600,000 at worst
		await world.rpc("anvil_setBalance", [world.laneAddress, `0x${fundsWei.toString(16)}`]);
		await relayLane(opStack(), LANE);
		const [row] = await world.ports.store.lanes.open(LANE);
		expect(row?.worstCostWei).toBeLessThanOrEqual(fundsWei);
		const carried = row?.carriedClaimIds?.length ?? 0;
		expect([carried > 1, carried < HOLDERS]).toEqual([true, true]);
		expect(await showClaim(world.ports, claims.at(-1)?.id as Hex)).toMatchObject({ waitsFor: "lane_funds" });
		for (let turn = 0; turn < 3; turn++) {
			await world.mine(4);
			await settleLane(opStack(), LANE, 0);
			await relayLane(opStack(), LANE);
		}
		for (const { id } of claims) expect((await world.claim(id)).state).toBe("settled");
	}, 60_000);
});

test("a request is quoted for as many snapshots as its gas may be for; the others come with the next", async () => {
	for (let turn = 0; turn < 3; turn++) await world.earnAndSnapshot(10n ** 17n);
	const ports = withLimits({ requestGasCap: 210_000n }); // 140,000 for one snapshot, 60,000 for each further one
	const quote = await describeHolder(ports, TOKEN_ID, address(holderAt(world, 0)), "forwarder");
	if (!("typedData" in quote) || !quote.typedData) throw new Error("nothing to sign");
	expect(quote.due).toHaveLength(4);
	expect(quote.typedData.message).toMatchObject({ gas: "200000" });
	const { EIP712Domain: _domain, ...types } = quote.typedData.types;
	const signature = await holderAt(world, 0).signTypedData(quote.typedData.domain, types, quote.typedData.message);
	const { claimBody } = await import("../../functions/api.ts");
	const order = { token: TOKEN_ID, chainId: 31337, route: "forwarder", request: quote.typedData.message, signature };
	const claim = await acceptClaim(ports, claimBody.parse(order));
	expect(claim.snapshotIds).toEqual([1n, 2n]);
	await relayLane(ports, LANE);
	await world.mine(4);
	await settleLane(ports, LANE, 0);
	expect((await world.claim(claim.id)).state).toBe("settled");
	const rest = await describeHolder(ports, TOKEN_ID, address(holderAt(world, 0)), "forwarder");
	expect(rest.due.map(({ snapshotId }) => snapshotId)).toEqual([3n, 4n]);
}, 90_000);

test("a token that pays on request takes no mandates, which nobody would carry out", async () => {
	const ports: Ports = { ...world.ports, tokens: [{ ...token(), payout: "on-request" }] };
	await expect(describeMandate(ports, TOKEN_ID, address(holderAt(world, 0)))).rejects.toMatchObject({
		code: "route_not_available",
	});
	const mandate = aMandate({ account: address(holderAt(world, 0)), token: token().address });
	const order = { tokenId: TOKEN_ID, chainId: 31337, mandate, signature: word(1) };
	await expect(acceptMandate(ports, order)).rejects.toMatchObject({ code: "route_not_available" });
}, 60_000);
