import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { acceptClaim, type ClaimOrder } from "../../functions/app/accept-claim.ts";
import { armTransaction } from "../../functions/app/arm-transaction.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { prepareTransaction } from "../../functions/app/prepare-transaction.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { settleTransaction } from "../../functions/app/settle-transaction.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { trial } from "../../functions/core/forward.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import { Fault } from "../../functions/core/fault.ts";
import { typedDataOf } from "../../functions/core/typed-data.ts";
import { domainOf } from "../../functions/app/find-token.ts";
import { LANE, owedWei, startWorld, type World } from "../given/world.ts";

let world: World;
const out = (...a: unknown[]) => process.stderr.write("PROOF " + a.map((x) => typeof x === "string" ? x : JSON.stringify(x, (_k, v) => typeof v === "bigint" ? v.toString() : v)).join(" ") + "\n");
const fresh = async (n: number) => { if (world) await world.stop(); world = await startWorld(n); };
afterAll(() => world?.stop());
const H = (at: number) => world.holders[at] as any;
const token = () => world.ports.tokens[0] as any;
const relay = (p = world.ports) => relayLane(p, LANE);
const settle = (p = world.ports) => settleLane(p, LANE, 0);
async function signed(holder: any, over: any): Promise<ClaimOrder> {
	const nonce = BigInt(await world.forwarder.getFunction("nonces")(holder.address));
	const request = { from: holder.address, to: token().address, value: 0n, nonce, deadlineSec: BigInt(Math.floor(Date.now() / 1000) + 3600), ...over };
	const td: any = typedDataOf(domainOf(token()), request);
	const { EIP712Domain: _d, ...types } = td.types;
	const signature = await holder.signTypedData(td.domain, types, td.message);
	return { tokenId: token().id, chainId: token().chainId, request, signature } as any;
}
async function execute({ request: { deadlineSec, nonce: _n, ...rest }, signature }: ClaimOrder) {
	await world.forwarder.getFunction("execute")({ ...rest, deadline: deadlineSec, signature }, { gasLimit: 500_000, maxPriorityFeePerGas: 50_000_000_000n, maxFeePerGas: 90_000_000_000n });
}
const run = (name: string, n: number, body: () => Promise<void>) => test(name, async () => { await fresh(n); await body(); }, 120_000);

run("A oog grief", 2, async () => {
	for (let i = 0; i < 20; i++) await world.earnAndSnapshot(10n ** 17n);
	const ids = Array.from({ length: 20 }, (_, i) => BigInt(i + 1));
	const data = claimCall(ids);
	const ok = async (gas: bigint) => {
		const order = await signed(H(0), { gas, data });
		const calls = trial({ request: order.request, signature: order.signature } as any, token().forwarder.address);
		return (await world.ports.chain(token().chainId).calls(calls as any, "pending"))[1]?.ok;
	};
	let lo = 50_000n, hi = 1_500_000n;
	while (hi - lo > 50n) { const mid = (lo + hi) / 2n; if (await ok(mid)) hi = mid; else lo = mid; }
	out("A smallest request.gas that the trial passes", hi);
	for (let round = 0; round < 3; round++) {
		const before = await world.balance(world.laneAddress);
		const claim = await acceptClaim(world.ports, await signed(H(0), { gas: hi + 500n, data }));
		await relay(); await world.mine(5); await settle(); await settle();
		const c = await world.claim(claim.id);
		out("A round", round, c.state, c.code, c.outcome?.result, "gasUsed", c.outcome?.gasUsed, "lane paid", before - await world.balance(world.laneAddress), "holder got", await world.balance(H(0).address));
	}
});
run("B origin grief", 2, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const trap = "0x00000000000000000000000000000000000bad01";
	const f = token().forwarder.address.slice(2).toLowerCase();
	await world.rpc("anvil_setCode", [trap, `0x3273${f}14601f5760006000fd5b00`.replace("601f", "601e")]);
	const code = `0x3273${f}14`; // 1+21+1 = 23 bytes; PUSH1 dest JUMPI =26; PUSH1 0 PUSH1 0 REVERT = 31; JUMPDEST at 31 -> 0x1f
	await world.rpc("anvil_setCode", [trap, `${code}601f5760006000fd5b00`]);
	await world.rpc("anvil_setBalance", [H(0).address, "0xde0b6b3a7640000"]);
	const connected = H(0).connect(world.provider);
	const tx = await (world.token.connect(connected) as any).getFunction("setRecipient")(trap, { gasLimit: 200000 });
	await world.mine(3); await tx.wait();
	for (let round = 0; round < 3; round++) {
		const before = await world.balance(world.laneAddress);
		const claim = await world.accept(H(0));
		await relay(); await world.mine(5); await settle(); await settle();
		const c = await world.claim(claim.id);
		out("B round", round, c.state, c.code, c.outcome?.result, "gasUsed", c.outcome?.gasUsed, "lane paid", before - await world.balance(world.laneAddress));
	}
});
run("C getLogs range jam", 3, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const order = await world.order(H(0));
	const claim = await world.accept(H(0));
	await execute(order);
	await world.rpc("anvil_mine", ["0x834", "0x1"]);
	const other = await world.accept(H(1));
	const real = globalThis.fetch;
	globalThis.fetch = (async (url: any, init: any) => {
		const calls = JSON.parse(init.body);
		const bad = calls.find((c: any) => c.method === "eth_getLogs" && Number(c.params[0].toBlock) - Number(c.params[0].fromBlock) >= 2000);
		if (bad) return new Response(JSON.stringify(calls.map((c: any) => ({ jsonrpc: "2.0", id: c.id, error: { code: -32602, message: "query exceeds max block range 2000" } }))));
		return real(url, init);
	}) as any;
	try {
		for (let i = 0; i < 3; i++) { await relay().then(() => out("C relay ok"), (e) => out("C relay throws", e.message, e.facts)); await world.mine(5); }
	} finally { globalThis.fetch = real; }
	out("C loser", (await world.claim(claim.id)).state, "innocent", (await world.claim(other.id)).state, "rows", await world.ports.store.lanes.highestNonce(LANE) ?? "none");
});
run("C2 missing state at finalized jam", 3, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const order = await world.order(H(0));
	const claim = await world.accept(H(0));
	await execute(order);
	await world.mine(5);
	const other = await world.accept(H(1));
	const real = globalThis.fetch;
	globalThis.fetch = (async (url: any, init: any) => {
		const calls = JSON.parse(init.body);
		const r = await real(url, init); const b: any = await r.json();
		return new Response(JSON.stringify(b.map((one: any) => { const c = calls.find((x: any) => x.id === one.id);
			return (c.method === "eth_call" || c.method === "eth_getTransactionCount") && c.params[1] === "finalized" || false ? { jsonrpc: "2.0", id: c.id, error: { code: -32000, message: "missing trie node 0xabc (path ) state is not available" } } : one; })));
	}) as any;
	try {
		out("C2 finality", world.ports.chainStage(token().chainId).finality);
		await relay().then(() => out("C2 relay ok"), (e) => out("C2 relay throws", e.message, e.facts));
	} finally { globalThis.fetch = real; }
	out("C2 loser", (await world.claim(claim.id)).state, "innocent", (await world.claim(other.id)).state);
});
run("D finalized straddle", 2, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const order = await world.order(H(0));
	const claim = await world.accept(H(0));
	await world.mine(4);
	await execute(order);
	await world.mine(1);
	let once = false;
	const chain = world.ports.chain(token().chainId);
	const ports = { ...world.ports, chain: () => ({ ...chain, block: async (at: any) => { const b = await chain.block(at); if (at === "finalized" && !once) { once = true; await world.mine(3); } return b; } }) };
	await relay(ports as any);
	const c = await world.claim(claim.id);
	out("D", c.state, c.code, "holder has", await world.balance(claim.holder), "owed", await owedWei(world, claim.holder));
});
run("E uint48 deadline", 1, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const order: any = await world.order(H(0));
	await acceptClaim(world.ports, { ...order, request: { ...order.request, deadlineSec: 2n ** 48n } }).then(() => out("E accepted"), (e) => out("E", e.constructor.name, e instanceof Fault, e.message.slice(0, 90)));
	const o2 = await signed(H(0), { gas: 200000n, data: claimCall([999n]) });
	await acceptClaim(world.ports, o2).then(() => out("E2 accepted"), (e) => out("E2", e.code, e.facts));
	const o3 = await signed(H(0), { gas: 200000n, data: claimCall([2n ** 256n - 1n]) });
	await acceptClaim(world.ports, o3).then(() => out("E3 accepted"), (e) => out("E3", e.code, e.facts));
});
run("F stale worker overwrites the outcome", 2, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.accept(H(0));
	await relay();
	const [sent] = await world.ports.store.lanes.open(LANE);
	await world.mine();
	const chain = world.ports.chain(token().chainId);
	const staleReceipts = await chain.receipts((sent as any).attempts.map((a: any) => a.hash));
	const staleFinal = await chain.block("finalized");
	await settle();
	out("F before reorg", (await world.claim(claim.id)).state, (await world.claim(claim.id)).outcome?.result);
	await world.rpc("anvil_rollback", [1]);
	await settle();
	await world.rpc("evm_setNextBlockTimestamp", [Number(claim.request.deadlineSec) + 10]);
	await world.rpc("evm_mine", []);
	await settle();
	out("F after reorg", (await world.claim(claim.id)).state, (await world.claim(claim.id)).outcome?.result);
	const context = await laneContext(world.ports, LANE);
	const staleContext = { ...context, chain: { ...context.chain, receipts: async () => staleReceipts } };
	await settleTransaction(world.ports, staleContext as any, sent as any, { finalized: staleFinal, mayFinalise: false });
	await world.mine(4); await settle(); await settle();
	const c = await world.claim(claim.id);
	out("F end", c.state, c.outcome?.result, "paid says", c.outcome?.payments.map((p) => p.amount), "holder has", await world.balance(claim.holder), "rows open", (await world.ports.store.lanes.open(LANE)).length);
});
run("G capped attempt cannot be raised", 2, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.accept(H(0));
	const context = await laneContext(world.ports, LANE);
	const prepared: any = await prepareTransaction(world.ports, context, { kind: "claims", claimIds: [claim.id] }, 500_000n);
	const spike = { ...context, chain: { ...context.chain, market: async () => ({ baseFeeWei: context.chainStage.feeCapWei, tipWei: 1_000_000_000n }) } };
	const armed = await armTransaction(world.ports, spike as any, prepared.row);
	out("G attempt", armed.attempts[0]?.maxFeePerGasWei, armed.attempts[0]?.maxPriorityFeePerGasWei);
	const warns: any[] = [];
	const chain = world.ports.chain(token().chainId);
	let late = 0;
	const ports: any = { ...world.ports, nowMs: () => Date.now() + late, log: { info: () => {}, warn: (e: any, f: any) => warns.push([e, f.why ?? ""]) },
		chain: () => ({ ...chain, broadcast: async () => ({ ok: false, why: "underpriced", message: "transaction underpriced: gas tip cap 1, minimum needed 25000000000" }) }) };
	for (let i = 0; i < 3; i++) { late += 3_600_000; await settle(ports); await world.mine(); }
	out("G after 3 h of a cheap market", warns, (await world.ports.store.lanes.open(LANE))[0]?.attempts.length);
});
run("H snapshot noop on rpc failure", 2, async () => {
	await world.operator.sendTransaction({ to: token().address, value: 10n ** 18n });
	await world.mine(4);
	const chain = world.ports.chain(token().chainId);
	const ports: any = { ...world.ports, chain: () => ({ ...chain, estimateGas: async () => { throw new Fault("rpc_unavailable"); } }) };
	const r = await takeSnapshot(ports, token());
	const before = await world.balance(world.laneAddress);
	await world.mine(1); await settle();
	const [row]: any = await world.ports.store.lanes.open(LANE);
	out("H", r, "row", row?.purpose, "noop", row?.attempts[0].noop, "paid", before - await world.balance(world.laneAddress), "next:", await takeSnapshot(world.ports, token()));
});
run("I removed token jams lane", 3, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	await world.accept(H(0));
	const ports: any = { ...world.ports, tokens: [] };
	await relay(ports).then(() => out("I ok"), (e) => out("I throws", e.message));
});
run("J stuck on a final row", 3, async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.accept(H(0));
	const context = await laneContext(world.ports, LANE);
	const one: any = await prepareTransaction(world.ports, context, { kind: "claims", claimIds: [claim.id] }, 500_000n);
	const two: any = await prepareTransaction(world.ports, context, { kind: "claims", claimIds: [claim.id] }, 500_000n);
	await relay();
	await world.rpc("evm_setNextBlockTimestamp", [Number(claim.request.deadlineSec) + 10]);
	await world.rpc("evm_mine", []); await world.mine(5);
	await settle();
	out("J", one.row.nonce, two.row.nonce, (await world.claim(claim.id)).state, (await world.ports.store.lanes.open(LANE)).length);
	await armTransaction(world.ports, context, two.row); // a worker that had read row 1 as prepared goes on
	for (let i = 0; i < 3; i++) { await relay(); await world.mine(4); await settle(); }
	const c = await world.claim(claim.id);
	out("J end", c.state, c.nonce);
	const later = { ...world.ports, nowMs: () => Date.now() + 8_000_000 };
	const order = await signed(H(0), { gas: 200000n, data: claimCall([1n]), deadlineSec: BigInt(Math.floor(Date.now() / 1000) + 8_000 + 3600) });
	await acceptClaim(later, order).then((x) => out("J new claim", x.state), (e) => out("J new claim", e.code));
});
