import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { claimBody } from "../../functions/api.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Route } from "../../functions/core/claim.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { LANE, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
beforeEach(async () => {
	world = await startWorld(2);
}, 60_000);
afterEach(() => world.stop());

const ETHER = 10n ** 18n;
const DUST = 10n ** 9n;
const holder = (): HDNodeWallet => world.holders[0] as HDNodeWallet;
/** A service that lets a claim name two snapshots. */
const ports = (): Ports => ({ ...world.ports, limits: { ...world.ports.limits, snapshotsPerClaim: 2 } });
async function quote(route: Route) {
	const { due, nextClaim, costWei, code, typedData, ...rest } = (await describeHolder(
		ports(),
		TOKEN_ID,
		holder().address as Address,
		route,
	)) as Extract<Awaited<ReturnType<typeof describeHolder>>, { costWei?: bigint }>;
	const all = due.map(({ amountWei }) => amountWei);
	return { due: all, ids: nextClaim?.snapshotIds.map(Number), nextClaim, costWei, code, typedData, ...rest };
}
async function post(route: Route, { typedData }: Awaited<ReturnType<typeof quote>>) {
	if (!typedData) throw new Error("nothing to sign");
	const { EIP712Domain: _domain, ...types } = typedData.types;
	const signature = await holder().signTypedData(typedData.domain, types, typedData.message);
	const signed = { [route === "forwarder" ? "request" : "consent"]: typedData.message };
	const { chainId } = typedData.domain;
	return acceptClaim(ports(), claimBody.parse({ token: TOKEN_ID, chainId, route, ...signed, signature }));
}

describe.each(["on-behalf", "forwarder"] as const)("a quote on the route %s", (route) => {
	test("weighs the very snapshots that its typed data names, the oldest first, and the claim is for these", async () => {
		for (const revenue of [ETHER, ETHER, ETHER]) await world.earnAndSnapshot(revenue);
		const quoted = await quote(route);
		expect(quoted.ids).toEqual([1, 2]);
		expect(quoted.dueWei).toBe(quoted.due.reduce((sum, one) => sum + one, 0n));
		expect(quoted.nextClaim?.dueWei).toBe((quoted.due[0] ?? 0n) + (quoted.due[1] ?? 0n));
		const claim = await post(route, quoted);
		expect(claim).toMatchObject({ snapshotIds: [1n, 2n], dueWei: quoted.nextClaim?.dueWei });
		await relayLane(ports(), LANE);
		await world.mine(4);
		await settleLane(ports(), LANE, 0);
		expect(await quote(route)).toMatchObject({ ids: [3], typedData: {} });
	}, 60_000);

	test("passes over old dust for what is worth its gas, and says so when only dust is left", async () => {
		for (const revenue of [DUST, DUST, DUST, ETHER]) await world.earnAndSnapshot(revenue);
		const quoted = await quote(route);
		expect(quoted.ids).toEqual([1, 4]); // of equal worth the oldest
		expect((await post(route, quoted)).snapshotIds).toEqual([1n, 4n]);
		await relayLane(ports(), LANE);
		await world.mine(4);
		await settleLane(ports(), LANE, 0);
		const left = await quote(route);
		expect(left).toMatchObject({ ids: [2, 3], code: "not_worth_gas", typedData: undefined });
		expect(left.costWei).toBeGreaterThan(left.nextClaim?.dueWei ?? 0n);
	}, 60_000);

	test("leaves out dust that would cost more than what is worth its gas without it", async () => {
		for (const revenue of [DUST, DUST, DUST, ETHER]) await world.earnAndSnapshot(revenue);
		const quoteAt = (minWorthPercent: number) =>
			describeHolder(
				{ ...world.ports, tokens: world.ports.tokens.map((token) => ({ ...token, minWorthPercent })) },
				TOKEN_ID,
				holder().address as Address,
				route,
			) as Promise<{ costWei: bigint; dueWei: bigint; nextClaim: { snapshotIds: bigint[] } }>;
		const { costWei, dueWei } = await quoteAt(100);
		const percent = Number((100n * dueWei) / costWei);
		expect(await quoteAt(percent)).toMatchObject({ nextClaim: { snapshotIds: [1n, 2n, 3n, 4n] } });
		expect(await quoteAt(percent + 1)).toMatchObject({ nextClaim: { snapshotIds: [4n] }, typedData: {} });
	}, 60_000);
});

test("a quote while nothing is due says nothing_due", async () => {
	expect(await quote("on-behalf")).toMatchObject({ due: [], code: "nothing_due", nextClaim: undefined });
});
