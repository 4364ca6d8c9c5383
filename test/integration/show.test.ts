import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { unknownDialect } from "../../functions/adapters/chain/dialects/open-dialect.ts";
import { evmChain } from "../../functions/adapters/chain/evm.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { listClaims, showClaim } from "../../functions/app/show-claim.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { claimsRoutes } from "../../functions/handlers/routes/claims.ts";
import { anEvent } from "../given/http.ts";
import { rpcServer } from "../given/rpc-server.ts";
import { LANE, startWorld, type World } from "../given/world.ts";

let world: World;
let claim: Claim;
let body: string;
beforeAll(async () => {
	world = await startWorld(1);
	await world.earnAndSnapshot(10n ** 18n);
	const [holder] = world.holders;
	if (!holder) throw new Error("nobody holds anything");
	const order = await world.order(holder, "on-behalf");
	if (order.route === "forwarder") throw new Error("a consent was asked for");
	const { tokenId: token, consent, ...rest } = order;
	const { deadlineSec: deadline, ...said } = consent;
	const posted = { ...rest, token, consent: { ...said, deadline } };
	body = JSON.stringify(posted, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
	claim = await acceptClaim(world.ports, order);
	await relayLane(world.ports, LANE);
	await world.mine();
	await settleLane(world.ports, LANE, 0);
}, 60_000);
afterAll(() => world.stop());

/** What was posted and what a list gives say the same. */
const seenBy = async (ports: Ports) => [
	await showClaim(ports, claim.id),
	...(await listClaims(ports, claim.holder, { limit: 10 })).claims,
];

describe("a mined claim is shown", () => {
	test("with what it did", async () => {
		for (const one of await seenBy(world.ports))
			expect(one).toMatchObject({ state: "mined", outcome: { result: "paid", payments: [{ amount: claim.dueWei }] } });
	});
	test("within seconds while the chain's nodes hang, without what it did", async () => {
		const hung = await rpcServer({ hangs: true });
		const chain = evmChain({ chainId: claim.chainId, rpcUrls: [hung.url], finality: 2 });
		const startedMs = Date.now();
		for (const one of await seenBy({ ...world.ports, chain: () => chain }))
			expect([one.state, one.outcome]).toEqual(["mined", undefined]);
		expect(Date.now() - startedMs).toBeLessThan(6_000);
		await hung.stop();
	}, 15_000);
	test("while its token's dialect is not known", async () => {
		for (const one of await seenBy({ ...world.ports, dialect: unknownDialect }))
			expect([one.state, one.outcome]).toEqual(["mined", undefined]);
	});
	test("when the stage file has its chain no longer", async () => {
		const chain: Ports["chain"] = (chainId) => {
			throw new Error(`the stage file has no chain ${chainId}`);
		};
		for (const one of await seenBy({ ...world.ports, chain }))
			expect([one.state, one.outcome]).toEqual(["mined", undefined]);
	});
	test("to who posts it again, as to who asks for it", async () => {
		const ask = (method: string, path: string, given: object) =>
			claimsRoutes(world.ports, "local")
				.find((one) => one.method === method && one.path === path)
				?.handler(anEvent(method, path, given));
		const posted = await ask("POST", "/v1/claims", { body });
		const got = await ask("GET", "/v1/claims/{id}", { pathParameters: { id: claim.id } });
		expect([posted?.statusCode, JSON.parse(posted?.body ?? "{}")]).toEqual([202, JSON.parse(got?.body ?? "")]);
	});
});
