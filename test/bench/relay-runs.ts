import { Contract, type InterfaceAbi, Transaction } from "ethers";
import { inProcessInvoker } from "../../functions/adapters/invoker/in-process.ts";
import { acceptClaim, type ClaimOrder } from "../../functions/app/accept-claim.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import { type Claim, touchClaim } from "../../functions/core/claim.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { ethersTransaction, unsignedTransaction } from "../../functions/core/signed-bytes.ts";
import type { Payload } from "../../functions/core/transaction.ts";
import { rpc } from "../../infra/local/anvil.ts";
import { LANE, type RelayWorld } from "./relay-world.ts";

const FEES = { maxFeePerGasWei: 50_000_000_000n, maxPriorityFeePerGasWei: 1_000_000_000n };
const POOL = 16;

export interface Measured {
	claims: number;
	/** From the start to the block in which the last claim was paid. */
	seconds: number;
	claimsPerSec: number;
}
const measured = (claims: number, startedMs: number): Measured => {
	const seconds = (Date.now() - startedMs) / 1000;
	return { claims, seconds, claimsPerSec: claims / seconds };
};

/** Runs tasks, so many at once. */
export async function atOnce<T>(width: number, tasks: (() => Promise<T>)[]): Promise<T[]> {
	const results: T[] = [];
	let next = 0;
	const worker = async (): Promise<void> => {
		for (let at = next++; at < tasks.length; at = next++) results[at] = await (tasks[at] as () => Promise<T>)();
	};
	await Promise.all(Array.from({ length: width }, worker));
	return results;
}

/** The service's own way: claims that are accepted, relayed and followed to the end; timed until the last is mined. */
export async function serviceRun(world: RelayWorld, orders: readonly ClaimOrder[]) {
	let ports: Ports;
	let relaying = false;
	const invoker = inProcessInvoker(() =>
		relaying
			? { relay: ({ lane }) => relayLane(ports, lane), settle: ({ lane }) => settleLane(ports, lane, 50_000) }
			: {},
	);
	const fresh = await world.freshPorts(invoker);
	ports = fresh.ports;
	const accepted = await atOnce(
		20,
		orders.map((order) => () => acceptClaim(ports, order)),
	);
	const payloads: Payload[] = [];
	relaying = true;
	const first = await world.provider.getTransactionCount(world.lane.address);
	const startedMs = Date.now();
	await invoker.wake({ fn: "relay", lane: LANE });
	const areMined = async (): Promise<boolean> =>
		(await ports.store.claims.waiting(LANE, 1)).claims.length === 0 &&
		(await world.provider.getTransactionCount(world.lane.address)) > (await highest(ports));
	while (!(await areMined())) await new Promise((resolve) => setTimeout(resolve, 100));
	const result = measured(orders.length, startedMs);
	await invoker.idle();
	if (invoker.problems.length > 0) throw invoker.problems[0];
	for (let nonce = first; nonce <= (await highest(ports)); nonce++) {
		const row = await ports.store.lanes.get(LANE, nonce);
		if (row?.state !== "final") throw new Error(`nonce ${nonce} is ${row?.state}`);
		if (row.payloadKey) payloads.push(await ports.store.lanes.payload(LANE, nonce, row.payloadKey));
	}
	const requests = fresh.requests() / orders.length;
	const claimIds = accepted.map(({ id }) => id);
	return { ...result, payloads, requests, ports, claimIds, transactions: payloads.length };
}
const highest = async (ports: Ports): Promise<number> => (await ports.store.lanes.highestNonce(LANE)) ?? -1;

/** What the table takes when it has nothing else to do: one conditional write a claim, 20 at once. */
export async function tableRun(ports: Ports, claimIds: readonly Hex[]): Promise<Measured> {
	const claims = await atOnce(
		20,
		claimIds.map((id) => () => ports.store.claims.get(id)),
	);
	const touched = claims.map((claim) => touchClaim(claim as Claim, Date.now()));
	const startedMs = Date.now();
	const moved = await atOnce(
		20,
		touched.map((claim) => () => ports.store.claims.move(claim)),
	);
	if (!moved.every(Boolean)) throw new Error("the table refused a write");
	return measured(claimIds.length, startedMs);
}

/** The limit: the same transactions, signed beforehand and sent as fast as the pool takes them; nothing else. */
export async function rawRun(world: RelayWorld, payloads: readonly Payload[], claims: number): Promise<Measured> {
	const first = await world.provider.getTransactionCount(world.lane.address);
	const signed = payloads.map((payload, at) => {
		const tx = Transaction.from(ethersTransaction(unsignedTransaction(31337, first + at, payload, FEES)));
		tx.signature = world.lane.signingKey.sign(tx.unsignedHash);
		return tx.serialized;
	});
	const startedMs = Date.now();
	let sent = 0;
	const mined = async () => (await world.provider.getTransactionCount(world.lane.address)) - first;
	for (let done = 0, seenMs = Date.now(); done < signed.length; ) {
		while (sent < signed.length && sent - done < POOL)
			await rpc(world.rpcUrl, "eth_sendRawTransaction", [signed[sent++]]).catch(unlessKnown);
		await new Promise((resolve) => setTimeout(resolve, 50));
		const before = done;
		done = await mined();
		if (done > before) seenMs = Date.now();
		// anvil drops a transaction whose gas fits into a block that had no room for the nonce before it.
		if (Date.now() - seenMs > 1_500) sent = done;
	}
	return measured(claims, startedMs);
}

function unlessKnown(error: Error): void {
	if (!/already (known|imported)|nonce too low/.test(error.message)) throw error; // mined meanwhile
}

/** What people do today: an ethers loop that sends one `execute` per claim, and waits for all at the end. */
export async function naiveRun(world: RelayWorld, orders: readonly ClaimOrder[]): Promise<Measured> {
	const startedMs = Date.now();
	const forwarder = new Contract(world.forwarder, erc2771ForwarderAbi as unknown as InterfaceAbi, world.lane);
	let nonce = await world.provider.getTransactionCount(world.lane.address);
	const sent = [];
	for (const order of orders) {
		if (order.route !== "forwarder") throw new Error("the loop knows the forwarder alone");
		const { nonce: _nonce, deadlineSec, ...request } = order.request;
		const data = { ...request, deadline: deadlineSec, signature: order.signature };
		sent.push(await forwarder.getFunction("execute")(data, { nonce: nonce++ }));
	}
	for (const tx of sent) if ((await tx.wait())?.status !== 1) throw new Error("a claim of the loop reverted");
	return measured(orders.length, startedMs);
}
