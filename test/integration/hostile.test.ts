import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type HDNodeWallet, id } from "ethers";
import { acceptClaim, type ClaimOrder } from "../../functions/app/accept-claim.ts";
import { armTransaction } from "../../functions/app/arm-transaction.ts";
import { forwarderDomain, forwarderOf } from "../../functions/app/find-token.ts";
import { followTransaction } from "../../functions/app/follow-transaction.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { prepareTransaction } from "../../functions/app/prepare-transaction.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { deadlineSecOf } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { forwarderRoute } from "../../functions/core/routes/forwarder.ts";
import type { Token } from "../../functions/core/stage.ts";
import { type ForwardRequest, signableRequest, typedDataOf } from "../../functions/core/typed-data.ts";
import { underMandate } from "../given/claim.ts";
import { holderAt, LANE, owedWei, startWorld, type World } from "../given/world.ts";

let world: World;
beforeEach(async () => {
	world = await startWorld(3);
}, 60_000);
afterEach(() => world.stop());

const token = (): Token => world.ports.tokens[0] as Token;
const relay = (ports: Ports = world.ports) => relayLane(ports, LANE);
const settle = (ports: Ports = world.ports) => settleLane(ports, LANE, 0);
/** The world's ports over a chain that answers some things otherwise. */
const lying = (answers: Partial<Chain>): Ports => {
	const chain = { ...world.ports.chain(token().chainId), ...answers };
	const honest = world.ports.dialect(token());
	return { ...world.ports, chain: () => chain, dialect: () => honest };
};

type ForwardedOrder = Extract<ClaimOrder, { route: "forwarder" }>;
async function sign(holder: HDNodeWallet, change: Partial<ForwardRequest>): Promise<ForwardedOrder> {
	const nonce = BigInt(await world.forwarder.getFunction("nonces")(holder.address));
	const deadlineSec = BigInt(Math.floor(Date.now() / 1000) + 3600);
	const base = { from: holder.address as Address, to: token().address, value: 0n, nonce, deadlineSec, gas: 200_000n };
	const request: ForwardRequest = { ...base, data: claimCall([1n]), ...change };
	const { domain, types, message } = typedDataOf(signableRequest(forwarderDomain(token()), request));
	const signature = (await holder.signTypedData(
		domain,
		{ ForwardRequest: types.ForwardRequest ?? [] },
		message,
	)) as Hex;
	return { tokenId: token().id, chainId: token().chainId, route: "forwarder", request, signature };
}
async function execute(order: ClaimOrder): Promise<void> {
	if (order.route !== "forwarder") throw new Error("a stranger executes forward requests");
	const { deadlineSec, nonce: _nonce, ...rest } = order.request;
	const { signature } = order;
	const price = { maxPriorityFeePerGas: 50_000_000_000n, maxFeePerGas: 90_000_000_000n };
	const call = { ...rest, deadline: deadlineSec, signature };
	await world.forwarder.getFunction("execute")(call, { gasLimit: 500_000, ...price });
}
/** While `work` runs, nodes refuse what `refuses` says, as some providers do. */
async function whileNodesRefuse(refuses: (method: string, params: never) => boolean, work: () => Promise<void>) {
	const real = globalThis.fetch;
	globalThis.fetch = async (url, init) => {
		if (typeof init?.body !== "string") return real(url, init); // the table's, not a node's
		const calls = [JSON.parse(String(init?.body))].flat() as { id: number; method: string; params: never }[];
		const answered = (await (await real(url, init)).json()) as { id: number } | { id: number }[];
		const replies = [answered].flat().map((reply) => {
			const call = calls.find(({ id }) => id === reply.id);
			const refused = call && refuses(call.method, call.params);
			return refused ? { jsonrpc: "2.0", id: reply.id, error: { code: -32000, message: "not here" } } : reply;
		});
		return Response.json(Array.isArray(answered) ? replies : replies[0]);
	};
	try {
		await work();
	} finally {
		globalThis.fetch = real;
	}
}
const wideRange = (method: string, [filter]: { fromBlock: string; toBlock: string }[]): boolean =>
	method === "eth_getLogs" && Number(filter?.toBlock) - Number(filter?.fromBlock) >= 2000;

describe("one bad claim does not hold up the others", () => {
	test("when its gas is too little for what it claims", async () => {
		for (let turn = 0; turn < 4; turn++) await world.earnAndSnapshot(10n ** 17n);
		const bad = await acceptClaim(
			world.ports,
			await sign(holderAt(world, 0), { gas: 118_000n, data: claimCall([1n, 2n, 3n, 4n]) }),
		);
		const good = await world.accept(holderAt(world, 1));
		await relay();
		await world.mine(4);
		await settle();
		await relay(); // by now the block that it was accepted at is final
		expect((await world.claim(good.id)).state).toBe("settled");
		expect(await world.claim(bad.id)).toMatchObject({ state: "refused", code: "claim_reverted" });
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(1);
	}, 60_000);
	test("when its payment lies further back than a node answers for", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const order = await world.order(holderAt(world, 0));
		const paid = await world.accept(holderAt(world, 0));
		await execute(order);
		await world.rpc("anvil_mine", ["0x834", "0x1"]);
		const good = await world.accept(holderAt(world, 1));
		await whileNodesRefuse(wideRange as never, () => relay());
		await world.mine(4);
		await settle();
		expect([(await world.claim(paid.id)).state, (await world.claim(good.id)).state]).toEqual(["settled", "settled"]);
	}, 60_000);
	test("when the node no longer has the state of the finalised block", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const order = await world.order(holderAt(world, 0));
		await world.accept(holderAt(world, 0));
		await execute(order);
		await world.mine(5);
		const good = await world.accept(holderAt(world, 1));
		const old = (method: string, params: unknown[]) =>
			method === "eth_call" && params[1] !== "pending" && params[1] !== "latest";
		await whileNodesRefuse(old as never, () => relay());
		await world.mine(4);
		await settle();
		expect((await world.claim(good.id)).state).toBe("settled");
	}, 60_000);
	test("when its account, delegated to something hostile since, reverts with half an error", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const bad = underMandate({
			holder: holderAt(world, 0).address as Address,
			token: token().address,
			tokenId: token().id,
			delegate: world.claimMandate,
			lane: LANE,
			acceptedAtMs: 1,
			acceptedAtBlock: 1,
		});
		await world.ports.store.claims.insert(bad);
		const good = await world.accept(holderAt(world, 1));
		// Reverts with the selector of an error that takes an argument, and nothing behind it.
		const selector = id("MandateIsRevoked(uint256)").slice(2, 10);
		await world.rpc("anvil_setCode", [bad.holder, `0x63${selector}60e01b5f5260045ffd`]);
		await world.mine(4);
		await relay();
		await world.mine(4);
		await settle();
		expect((await world.claim(good.id)).state).toBe("settled");
		expect(await world.claim(bad.id)).toMatchObject({ state: "refused", code: "mandate_revoked" });
	}, 60_000);
	test("when its token was taken out of the stage file", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.accept(holderAt(world, 0));
		const ports: Ports = { ...world.ports, tokens: [] };
		await relay(ports);
		await world.mine(4);
		await settle(ports);
		expect((await world.claim(claim.id)).state).toBe("settled");
	}, 60_000);
});

test("the trial gives a claim just the gas that it gets on chain", async () => {
	for (let turn = 0; turn < 12; turn++) await world.earnAndSnapshot(10n ** 17n);
	const ids = Array.from({ length: 12 }, (_, at) => BigInt(at + 1));
	const passes = async (gas: bigint): Promise<boolean> => {
		const { request, signature } = await sign(holderAt(world, 0), { gas, data: claimCall(ids) });
		const claim = { request, signature, forwarder: forwarderOf(token()).address };
		const [result] = await world.ports
			.chain(token().chainId)
			.calls([forwarderRoute.trial(claim as never, world.laneAddress)], "pending");
		return result?.ok ?? false;
	};
	let [fails, least] = [90_000n, 1_500_000n];
	while (least - fails > 50n) {
		const middle = (least + fails) / 2n;
		if (await passes(middle)) least = middle;
		else fails = middle;
	}
	const claim = await acceptClaim(world.ports, await sign(holderAt(world, 0), { gas: least, data: claimCall(ids) }));
	await relay();
	await world.mine(4);
	await settle();
	expect((await world.claim(claim.id)).state).toBe("settled");
}, 60_000);

test("a worker that slept through a reorg cannot make a skipped claim a paid one", async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.accept(holderAt(world, 0));
	await relay();
	const [sent] = await world.ports.store.lanes.open(LANE);
	if (!sent) throw new Error("nothing was sent");
	await world.mine();
	const chain = world.ports.chain(token().chainId);
	const stale = await chain.receipts(sent.attempts.map(({ hash }) => hash));
	await settle();
	await world.rpc("anvil_rollback", [1]);
	await settle();
	await world.rpc("evm_setNextBlockTimestamp", [Number(deadlineSecOf(claim)) + 10]);
	await world.rpc("evm_mine");
	await settle();
	const context = await laneContext(world.ports, LANE);
	const asleep = { ...context, chain: { ...chain, receipts: async () => stale } };
	await followTransaction(world.ports, asleep, sent, stale[0]);
	await world.mine(4);
	await settle();
	await settle();
	expect((await world.claim(claim.id)).state).toBe("accepted");
	expect(await world.balance(claim.holder)).toBe(0n);
}, 60_000);

test("a claim that somebody else paid is settled, also when its payment becomes final while we look", async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const order = await world.order(holderAt(world, 0));
	const claim = await world.accept(holderAt(world, 0));
	await world.mine(4);
	await execute(order);
	await world.mine();
	const chain = world.ports.chain(token().chainId);
	let looked = false;
	const block: Chain["block"] = async (at) => {
		const found = await chain.block(at);
		if (at === "finalized" && !looked) {
			looked = true;
			await world.mine(3);
		}
		return found;
	};
	await relay(lying({ block }));
	expect((await world.claim(claim.id)).state).toBe("accepted");
	await relay();
	expect((await world.claim(claim.id)).state).toBe("settled");
	expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
}, 60_000);

test("a row that is prepared while gas is above the cap waits, and is signed at the market's price later", async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.accept(holderAt(world, 0));
	const context = await laneContext(world.ports, LANE);
	const purpose = { kind: "claims" as const, claimIds: [claim.id] };
	const prepared = await prepareTransaction(world.ports, context, purpose, { gasLimit: 500_000n, bytes: 500 });
	if (!prepared.ok) throw new Error(prepared.held);
	const market = async () => ({ baseFeeWei: context.chainStage.feeCapWei, tipWei: 1_000_000_000n });
	const dear = { ...context, chain: { ...context.chain, market } };
	expect((await armTransaction(world.ports, dear, prepared.row)).state).toBe("prepared");
	await relay();
	await world.mine(4);
	await settle();
	expect((await world.claim(claim.id)).state).toBe("settled");
}, 60_000);

test("a snapshot that would revert takes no nonce", async () => {
	await world.operator.sendTransaction({ to: token().address, value: 10n ** 18n });
	await world.mine(4);
	const ports = lying({ estimateGas: async () => undefined });
	expect(await takeSnapshot(ports, token())).toEqual({ sent: false, reason: "would_revert" });
	expect(await world.ports.store.lanes.highestNonce(LANE)).toBeUndefined();
}, 60_000);

test("a row that can't be closed now does not end the settling of its lane", async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.accept(holderAt(world, 0));
	await relay();
	await world.mine(4);
	const hashAt: Chain["hashAt"] = async () => {
		throw new Error("not now");
	};
	await settle(lying({ hashAt }));
	expect((await world.claim(claim.id)).state).toBe("mined");
	await settle();
	expect((await world.claim(claim.id)).state).toBe("settled");
}, 60_000);
