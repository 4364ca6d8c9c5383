import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Wallet } from "ethers";
import { acceptClaim, type ClaimOrder } from "../../functions/app/accept-claim.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { listClaims, showClaim } from "../../functions/app/show-claim.ts";
import { delegationCode } from "../../functions/core/eip7702.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { dayOf } from "../../functions/core/worth.ts";
import { SECOND_KEY, SECOND_LANE, withSecondLane } from "../given/second-lane.ts";
import { holderAt, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const HOLDERS = 20;
let world: World;
beforeEach(async () => {
	world = await startWorld(HOLDERS);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

const token = (): Token => world.ports.tokens[0] as Token;
/** The world's ports with other terms for its token, limits or lanes. */
const portsWith = (terms: Partial<Token>, more: Partial<Ports> = {}): Ports => ({
	...world.ports,
	tokens: [{ ...token(), ...terms }],
	...more,
});
/** Codes of those that were refused, and how many were accepted. */
async function results(posts: Promise<unknown>[]): Promise<{ accepted: number; codes: string[] }> {
	const done = await Promise.allSettled(posts);
	const codes = done.flatMap((one) =>
		one.status === "rejected" ? [String((one.reason as { code?: string }).code)] : [],
	);
	return { accepted: done.length - codes.length, codes: [...new Set(codes)] };
}

describe("what is accepted", () => {
	test("stays within the day's budget, by not one claim more, when all post at once", async () => {
		const orders = await Promise.all(world.holders.map((holder) => world.order(holder, "on-behalf")));
		// What the first costs tells how large a budget for seven is; every later one costs the same.
		const probe = portsWith({ dailyBudgetWei: 10n ** 30n });
		const first = await acceptClaim(probe, orders[0] as never);
		const { day } = dayOf(Date.now());
		const costWei = await world.ports.store.counters.total(`budget#${TOKEN_ID}#${day}`);
		expect(costWei).toBeGreaterThan(0n);
		const ports = portsWith({ dailyBudgetWei: costWei * 7n });
		expect(first.state).toBe("accepted");
		expect(await results(orders.slice(1).map((order) => acceptClaim(ports, order)))).toEqual({
			accepted: 6,
			codes: ["budget_exhausted"],
		});
	}, 60_000);
	describe("of two tokens of a chain that has a budget", () => {
		const SECOND = "second";
		let costWei: bigint;
		let orders: ClaimOrder[];
		beforeEach(async () => {
			const all = await Promise.all(world.holders.map((holder) => world.order(holder, "on-behalf")));
			orders = all.map((order, at) => (at % 2 === 0 ? order : { ...order, tokenId: SECOND }));
			const quote = await describeHolder(world.ports, TOKEN_ID, holderAt(world, 0).address as Hex, "on-behalf");
			if (!("costWei" in quote)) throw new Error("there is no quote");
			costWei = quote.costWei;
		});
		/** All post at once; a budget in claims, for the chain and each of its tokens. */
		async function postAll(ofChain: bigint, first?: bigint, second?: bigint) {
			const budget = (claims?: bigint) => (claims === undefined ? {} : { dailyBudgetWei: costWei * claims });
			const ports: Ports = {
				...world.ports,
				tokens: [
					{ ...token(), ...budget(first) },
					{ ...token(), id: SECOND, ...budget(second) },
				],
				chainStage: (chainId) => ({ ...world.ports.chainStage(chainId), ...budget(ofChain) }),
			};
			const done = await results(orders.map((order) => acceptClaim(ports, order)));
			const { day } = dayOf(Date.now());
			return { ...done, bookedWei: await ports.store.counters.total(`budget#chain#${token().chainId}#${day}`) };
		}

		test("stays within it, by not one claim more, when all post at once", async () => {
			expect(await postAll(7n)).toEqual({ accepted: 7, codes: ["budget_exhausted"], bookedWei: costWei * 7n });
		}, 60_000);
		test("stays within each token's own too, and what that refuses is given back to the chain's", async () => {
			expect(await postAll(20n, 3n, 4n)).toEqual({
				accepted: 7,
				codes: ["budget_exhausted"],
				bookedWei: costWei * 7n,
			});
		}, 60_000);
	});
	test("is one claim, counted once, when the same order is posted twenty times at once", async () => {
		const order = await world.order(holderAt(world, 0), "on-behalf");
		const ports = portsWith({}, { limits: { ...world.ports.limits, claimsPerHolderPerDay: 1 } });
		expect(await results(Array.from({ length: 20 }, () => acceptClaim(ports, order)))).toEqual({
			accepted: 20,
			codes: [],
		});
		expect((await world.ports.store.claims.waiting(LANE, 50)).claims).toHaveLength(1);
	}, 60_000);
	test("is no more than the holder's quota of the day", async () => {
		const ports = portsWith({}, { limits: { ...world.ports.limits, claimsPerHolderPerDay: 1 } });
		await acceptClaim(ports, await world.order(holderAt(world, 0), "on-behalf"));
		await relayLane(world.ports, LANE);
		await world.mine(4);
		await settleLane(world.ports, LANE, 0);
		await world.earnAndSnapshot(10n ** 18n);
		const order = await world.order(holderAt(world, 0), "on-behalf");
		await expect(acceptClaim(ports, order)).rejects.toMatchObject({ code: "quota_exceeded" });
		expect((await acceptClaim(world.ports, order)).state).toBe("accepted");
	}, 60_000);
	test("is worth its gas, at the price of the moment and with the chain's data fee", async () => {
		const order = await world.order(holderAt(world, 0), "on-behalf");
		await expect(acceptClaim(portsWith({ minWorthPercent: 10 ** 9 }), order)).rejects.toMatchObject({
			code: "not_worth_gas",
		});
		const dear = { ...world.ports.chain(token().chainId), dataFeeWei: async () => 10n ** 20n };
		await expect(acceptClaim(portsWith({}, { chain: () => dear }), order)).rejects.toMatchObject({
			code: "not_worth_gas",
		});
		expect((await acceptClaim(world.ports, order)).state).toBe("accepted");
	}, 60_000);
});

test("while gas is above the cap claims wait, and say so; when it falls they go out", async () => {
	const claim = await world.accept(holderAt(world, 0), "on-behalf");
	const chain = world.ports.chain(token().chainId);
	const market = async () => ({ baseFeeWei: 10n ** 12n, tipWei: 1n });
	await relayLane({ ...world.ports, chain: () => ({ ...chain, market }) }, LANE);
	expect(await showClaim(world.ports, claim.id)).toMatchObject({ state: "accepted", waitsFor: "gas_price" });
	const { claims } = await listClaims(world.ports, claim.holder, { limit: 5 });
	expect(claims).toMatchObject([{ id: claim.id, waitsFor: "gas_price" }]);
	await relayLane(world.ports, LANE);
	expect(await showClaim(world.ports, claim.id)).toMatchObject({ state: "relayed" });
	expect(await world.ports.store.lanes.status(LANE)).toBeUndefined();
}, 60_000);

describe("a lane that is set aside", () => {
	const carry = async (ports: Ports): Promise<void> => {
		for (const lane of ports.lanes) await relayLane(ports, lane.id);
		for (const lane of ports.lanes) await relayLane(ports, lane.id);
		await world.mine(4);
		for (const lane of ports.lanes) await settleLane(ports, lane.id, 0);
	};
	async function expectAllPaid(ids: Hex[]): Promise<void> {
		for (const id of ids) expect((await world.claim(id)).state).toBe("settled");
		for (const { address } of world.holders) expect(await world.balance(address)).toBe(await owedWei(world, address));
	}

	test.each([
		["has no funds", "funds", () => world.rpc("anvil_setBalance", [world.laneAddress, "0x1"])],
		[
			"carries an EIP-7702 delegation",
			"delegated",
			() => world.rpc("anvil_setCode", [world.laneAddress, delegationCode(holderAt(world, 0).address as Hex)]),
		],
	])(
		"because its key %s gives its claims to the other one, and gets no new ones",
		async (_what, setAside, spoil) => {
			const ports = withSecondLane(world.ports);
			const claims = [];
			for (const holder of world.holders.slice(0, 10))
				claims.push(await acceptClaim(ports, await world.order(holder, "on-behalf")));
			expect(new Set(claims.map(({ lane }) => lane)).size).toBe(2);
			await spoil();
			await carry(ports);
			expect(await ports.store.lanes.status(LANE)).toMatchObject({ setAside });
			for (const holder of world.holders.slice(10)) {
				const claim = await acceptClaim(ports, await world.order(holder, "on-behalf"));
				expect(claim.lane).toBe(SECOND_LANE);
				claims.push(claim);
			}
			await carry(ports);
			await expectAllPaid(claims.map(({ id }) => id));
			expect(await world.provider.getTransactionCount(new Wallet(SECOND_KEY).address)).toBeGreaterThan(0);
		},
		90_000,
	);
});
