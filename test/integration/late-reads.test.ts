import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { imoRelayDialect } from "../../functions/adapters/chain/dialects/imo-relay.ts";
import { firstOpen } from "../../functions/app/first-open.ts";
import { listSnapshots } from "../../functions/app/list-snapshots.ts";
import { payMandates } from "../../functions/app/pay-mandates.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { token as abi } from "../../functions/core/routes/token-calls.ts";
import type { Token } from "../../functions/core/stage.ts";
import { ETHER } from "../given/foreign.ts";
import { giveMandate } from "../given/mandate-order.ts";
import { claimsOf, FOREVER, holderAt, later, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
let token: Token;
/** The block before the snapshot's. */
let behind: number;
beforeAll(async () => {
	world = await startWorld(2);
	token = world.ports.tokens[0] as Token;
	await giveMandate(world.ports, TOKEN_ID, holderAt(world, 0));
	await world.operator.sendTransaction({ to: token.address, value: ETHER });
	await world.mine(70);
	behind = (await world.ports.chain(token.chainId).block("latest")).number;
	await world.token.getFunction("snapshot")({ gasLimit: 400_000 });
	await world.mine();
}, 60_000);
afterAll(() => world.stop());

const selector = abi.encode("snapshotInfo", [1n]).slice(0, 10);
/** One node answers all but a snapshot's facts, which another answers that is a block behind. */
const late = (chain: Chain): Chain => ({
	...chain,
	calls: (calls, at) => chain.calls(calls, calls.some(({ data }) => data?.startsWith(selector)) ? behind : at),
});

describe("a node that is behind", () => {
	test("and does not know the newest snapshot yet does not make it one that has ended", async () => {
		const dialect = imoRelayDialect(late(world.ports.chain(token.chainId)), token);
		expect(await dialect.snapshots(5)).toEqual([]);
		const before: Ports = { ...world.ports, dialect: () => dialect };
		expect(await firstOpen(before, token, FOREVER)).toBeUndefined();
		const known = await world.ports.dialect(token).snapshots(5);
		expect(known).toHaveLength(1);
		expect(await firstOpen(world.ports, token, FOREVER)).toBe(1n);
	});
	test("and tells that nothing is due costs no mandate its turn: all are gone through again when the snapshot is final", async () => {
		const holder = holderAt(world, 0);
		const dialect = world.ports.dialect(token);
		const due: typeof dialect.due = (of, _at, ids) => dialect.due(of, behind, ids);
		const lagging: Ports = { ...world.ports, dialect: () => ({ ...dialect, due }) };
		const progress = () => world.ports.store.mandates.progress(TOKEN_ID);
		await payMandates(lagging, token, FOREVER);
		expect(await claimsOf(world.ports, holder)).toEqual([]);
		expect(await progress()).toMatchObject({ snapshotId: 1n, isDone: false, isAgain: true });
		await world.mine(4);
		await payMandates(later(world.ports, 60_000), token, FOREVER);
		expect(await claimsOf(world.ports, holder)).toHaveLength(1);
		expect(await progress()).toEqual({ snapshotId: 1n, isDone: true });
	});
});

test("a cursor that was made up lists no snapshots that there never were", async () => {
	const { snapshots } = await listSnapshots(world.ports, TOKEN_ID, { limit: 2, after: "1000" });
	expect(snapshots.map(({ id }) => id)).toEqual([1n]);
});
