import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { pauseWork, resumeWork } from "../../functions/app/pause-work.ts";
import { payMandates } from "../../functions/app/pay-mandates.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { http } from "../../functions/handlers/middleware/http.ts";
import { claimsRoutes } from "../../functions/handlers/routes/claims.ts";
import { SECOND_LANE, withSecondLane } from "../given/second-lane.ts";
import { serve } from "../given/serve.ts";
import { holderAt, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const ETHER = 10n ** 18n;
let world: World;
let ports: Ports;
let api: Awaited<ReturnType<typeof serve>>;
beforeEach(async () => {
	world = await startWorld(3);
	await world.earnAndSnapshot(ETHER);
	ports = world.ports;
	api = await serve(http(claimsRoutes(ports, "local"), ports.log));
}, 60_000);
afterEach(async () => {
	await api.stop();
	await world.stop();
});

const token = (): Token => ports.tokens[0] as Token;
const get = async (path: string) => (await fetch(`${api.url}${path}`)).json();

/** Signs what the API quotes and posts it, as any integrator does. */
async function post(holder: HDNodeWallet) {
	const { route, typedData } = (await get(`/v1/tokens/${TOKEN_ID}/holders/${holder.address}`)) as {
		route: string;
		typedData: {
			domain: { chainId: number };
			types: Record<string, { name: string; type: string }[]>;
			message: Record<string, unknown>;
		};
	};
	const { EIP712Domain: _domain, ...types } = typedData.types;
	const signature = await holder.signTypedData(typedData.domain, types, typedData.message);
	const { chainId } = typedData.domain;
	const body = JSON.stringify({ token: TOKEN_ID, chainId, route, consent: typedData.message, signature });
	const response = await fetch(`${api.url}/v1/claims`, { method: "POST", body });
	const { id, code, waitsFor } = (await response.json()) as Record<string, string>;
	return { status: response.status, id, code, waitsFor, retryAfter: response.headers.get("retry-after") };
}
const claim = (id: string | undefined) => get(`/v1/claims/${id}`) as Promise<Record<string, unknown>>;
const relay = (lane = LANE) => relayLane(ports, lane);
const settle = () => settleLane(ports, LANE, 0);

describe.each([
	["everything", {}],
	["the token", { tokenId: TOKEN_ID }],
	["its chain's only lane", { lane: LANE }],
])("while %s is paused", (_what, scope) => {
	test("POST answers 503, what waits stays, nothing new is sent, what was sent is settled; resumed, all is paid", async () => {
		const before = await post(holderAt(world, 0));
		await relay();
		const waiting = await post(holderAt(world, 1));
		expect([before.status, waiting.status]).toEqual([202, 202]);

		await pauseWork(ports, scope);
		expect(await post(holderAt(world, 2))).toMatchObject({ status: 503, code: "paused", retryAfter: "5" });
		expect(await get(`/v1/tokens/${TOKEN_ID}`)).toMatchObject({ paused: true });
		const mandate = JSON.stringify({
			token: TOKEN_ID,
			chainId: 31337,
			mandate: { account: holderAt(world, 2).address, token: token().address, nonce: "1", expiry: "1" },
			signature: "0x",
		});
		const refused = await fetch(`${api.url}/v1/mandates`, { method: "POST", body: mandate });
		expect([refused.status, await refused.json()]).toMatchObject([503, { code: "paused" }]);

		await relay();
		await world.mine(4);
		await settle();
		await relay();
		expect(await claim(before.id)).toMatchObject({ state: "settled" });
		expect(await claim(waiting.id)).toMatchObject({ state: "accepted", waitsFor: "paused" });

		world.wakes.length = 0;
		await world.operator.sendTransaction({ to: token().address, value: ETHER });
		await world.mine(4);
		expect(await takeSnapshot(ports, token(), { force: true })).toEqual({
			sent: false,
			reason: "paused",
		});
		await watchToken(ports, token(), Number.POSITIVE_INFINITY);
		expect(world.wakes).toEqual([]); // the ledger goes on, and nobody is asked for a snapshot
		expect((await ports.store.ledger.cursor(TOKEN_ID))?.inflowCount).toBe(2);
		expect(await ports.store.lanes.open(LANE)).toEqual([]);

		expect(await resumeWork(ports, scope)).toEqual({ lifted: true, pauses: [] });
		expect(world.wakes).toContainEqual({ fn: "relay", lane: LANE });
		expect(await resumeWork(ports, scope)).toMatchObject({ lifted: false });
		expect((await post(holderAt(world, 2))).status).toBe(202);
		await relay();
		await world.mine(4);
		await settle();
		for (const holder of world.holders)
			expect(await world.balance(holder.address)).toBe(await owedWei(world, holder.address));
		expect(await takeSnapshot(ports, token())).toEqual({ sent: true });
	}, 60_000);
});

describe("a pause", () => {
	test("that is set in the middle of a run stops it before the next batch", async () => {
		// Room for one claim a batch.
		const small = { ...ports, chainStage: (id: number) => ({ ...ports.chainStage(id), batchGasCap: 300_000n }) };
		for (const holder of world.holders) await post(holder);
		const { broadcast, ...rest } = ports.chain(31337);
		const chain = {
			...rest,
			broadcast: async (bytes: `0x${string}`) => {
				await pauseWork(ports, { lane: LANE });
				return broadcast(bytes);
			},
		};
		await relayLane({ ...small, chain: () => chain }, LANE);
		const open = await ports.store.lanes.open(LANE);
		expect(open.flatMap(({ carriedClaimIds }) => carriedClaimIds ?? [])).toHaveLength(1);
	}, 60_000);

	test("of one of two lanes hands its claims to the other, which goes on", async () => {
		const two = withSecondLane(ports);
		const posted = await Promise.all(world.holders.map((holder) => post(holder)));
		await pauseWork(two, { lane: LANE });
		await relayLane(two, LANE);
		for (const { id } of posted) expect(await claim(id)).toMatchObject({ state: "accepted", lane: SECOND_LANE });
		await relayLane(two, SECOND_LANE);
		await world.mine(4);
		await settleLane(two, SECOND_LANE, 0);
		for (const { id } of posted) expect(await claim(id)).toMatchObject({ state: "settled", lane: SECOND_LANE });
		expect(await ports.store.lanes.highestNonce(LANE)).toBeUndefined();
	}, 60_000);

	test("of another token passes over that token's claims alone", async () => {
		const posted = await post(holderAt(world, 0));
		const pausing = { ...ports, tokens: [...ports.tokens, { ...token(), id: "other" }] };
		await pauseWork(pausing, { tokenId: "other" });
		await relay();
		expect(await claim(posted.id)).toMatchObject({ state: "relayed" });
	}, 60_000);

	test("of what the stage file does not have is refused", async () => {
		await expect(pauseWork(ports, { tokenId: "nobody" })).rejects.toMatchObject({ code: "unknown_token" });
		await expect(pauseWork(ports, { lane: "nobody" })).rejects.toMatchObject({ code: "unknown_lane" });
	});

	test("set again keeps its beginning", async () => {
		const [first] = await pauseWork(ports, {});
		expect(await pauseWork({ ...ports, nowMs: () => Date.now() + 60_000 }, {})).toEqual([first]);
	});

	test("stops the payout of mandates before it begins", async () => {
		await pauseWork(ports, { tokenId: TOKEN_ID });
		await payMandates(ports, token(), Number.POSITIVE_INFINITY);
		expect(await ports.store.mandates.progress(TOKEN_ID)).toBeUndefined();
		await resumeWork(ports, { tokenId: TOKEN_ID });
		await payMandates(ports, token(), Number.POSITIVE_INFINITY);
		expect(await ports.store.mandates.progress(TOKEN_ID)).toMatchObject({ isAgain: true });
	});
});
