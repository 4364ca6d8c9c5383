import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { revocationBody } from "../../functions/api.ts";
import { acceptMandate, type MandateOrder } from "../../functions/app/accept-mandate.ts";
import { armTransaction } from "../../functions/app/arm-transaction.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { payMandate, payMandates } from "../../functions/app/pay-mandates.ts";
import { prepareTransaction } from "../../functions/app/prepare-transaction.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { revokeMandate } from "../../functions/app/revoke-mandate.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { listMandates } from "../../functions/app/show-mandate.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import type { StoredMandate } from "../../functions/core/mandate.ts";
import type { Token } from "../../functions/core/stage.ts";
import { mandateDomain, signableRevocation, typedDataOf } from "../../functions/core/typed-data.ts";
import { dayOf } from "../../functions/core/worth.ts";
import { giveMandate, mandateOrder } from "../given/mandate-order.ts";
import { payAtTill, refuseAtTill, TILL } from "../given/till.ts";
import {
	carry,
	claimsOf,
	FOREVER,
	holderAt,
	LANE,
	later,
	owedWei,
	startWorld,
	TOKEN_ID,
	type World,
} from "../given/world.ts";

const ETHER = 10n ** 18n;
let world: World;
beforeEach(async () => {
	world = await startWorld(3);
}, 60_000);
afterEach(() => world.stop());

const token = (): Token => world.ports.tokens[0] as Token;
async function expectPaid(holder: HDNodeWallet): Promise<void> {
	expect(await world.balance(holder.address)).toBe(await owedWei(world, holder.address));
}

describe("a mandate that is revoked while its claim waits", () => {
	let mandate: StoredMandate;
	let claim: Claim;
	let notifier: ReturnType<typeof memoryNotifier>;
	beforeEach(async () => {
		notifier = memoryNotifier();
		await world.earnAndSnapshot(ETHER);
		mandate = await giveMandate(world.ports, TOKEN_ID, holderAt(world, 0));
		await payMandate(world.ports, token(), mandate.id);
		[claim] = (await claimsOf(world.ports, holderAt(world, 0))) as [Claim];
		expect(claim.state).toBe("accepted");
	});

	async function revoke(): Promise<void> {
		const signable = typedDataOf(signableRevocation(mandateDomain(mandate.delegate, mandate.chainId), mandate.mandate));
		const { EIP712Domain: _domain, ...types } = signable.types;
		const signature = await holderAt(world, 0).signTypedData(signable.domain, types, signable.message);
		await revokeMandate({ ...world.ports, notifier }, mandate.id, revocationBody.parse({ signature }).signature);
	}
	/** The mandate as somebody revoked it, and then died. */
	const halfRevoke = () => world.ports.store.mandates.update({ ...mandate, version: 2, revokedAtMs: 1 });
	async function expectRefused(): Promise<void> {
		expect(await world.claim(claim.id)).toMatchObject({ state: "refused", code: "mandate_revoked" });
		expect(await world.balance(claim.holder)).toBe(0n);
		expect(await world.provider.getCode(claim.holder)).toBe("0x");
	}

	test("is at once refused what no transaction holds, which is told, and nothing is sent or delegated", async () => {
		await revoke();
		await expectRefused();
		expect(notifier.notices).toMatchObject([{ kind: "claim.refused", claimId: claim.id, code: "mandate_revoked" }]);
		await carry(world);
		await expectRefused();
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(0);
	}, 60_000);

	test("has it refused by the second try, when the first one died after it had stored the word", async () => {
		expect(await halfRevoke()).toBe(true);
		await revoke();
		await expectRefused();
	}, 60_000);

	test("costs no other claim: those of one batch are paid, while a claim that was stored too late is refused", async () => {
		await payMandate(world.ports, token(), (await giveMandate(world.ports, TOKEN_ID, holderAt(world, 1))).id);
		expect(await halfRevoke()).toBe(true);
		await carry(world);
		await expectRefused();
		await expectPaid(holderAt(world, 1));
	}, 60_000);

	test("leaves a claim that moved into a row out of it, until that row is signed", async () => {
		const context = await laneContext(world.ports, LANE);
		const purpose = { kind: "claims" as const, claimIds: [claim.id] };
		const prepared = await prepareTransaction(world.ports, context, purpose, { gasLimit: 400_000n, bytes: 500 });
		if (!prepared.ok) throw new Error(prepared.held);
		await world.ports.store.claims.move({ ...claim, state: "relayed", nonce: 0, version: claim.version + 1 });
		await revoke();
		expect(await armTransaction(world.ports, context, prepared.row)).toMatchObject({ carriedClaimIds: [] });
		await carry(world);
		await carry(world);
		await expectRefused();
	}, 60_000);

	test("can't call back what is signed: the holder is paid, and from then on nothing is claimed", async () => {
		await relayLane(world.ports, LANE);
		await revoke();
		await world.mine(4);
		await settleLane(world.ports, LANE, 0);
		expect((await world.claim(claim.id)).state).toBe("settled");
		await world.earnAndSnapshot(ETHER);
		await payMandate(world.ports, token(), mandate.id);
		expect(await claimsOf(world.ports, holderAt(world, 0))).toHaveLength(1);
	}, 60_000);
});

describe("a mandate whose account sends a transaction of its own before anything is claimed under it", () => {
	let order: MandateOrder;
	let mandate: StoredMandate;
	beforeEach(async () => {
		order = await mandateOrder(world.ports, TOKEN_ID, holderAt(world, 0));
		mandate = await acceptMandate(world.ports, order);
		await world.rpc("anvil_setNonce", [holderAt(world, 0).address, "0x1"]);
		await world.earnAndSnapshot(ETHER);
	});
	const shown = async () =>
		(await listMandates(world.ports, holderAt(world, 0).address as Address, { limit: 5 })).mandates.map(
			({ state }) => state,
		);
	/** The same mandate, with an authorization of that nonce. */
	const again = (nonce: number): MandateOrder => {
		const { chainId, delegate } = mandate;
		const { signature } = holderAt(world, 0).authorizeSync({ chainId, address: delegate, nonce });
		return { ...order, authorization: { chainId, delegate, nonce, signature: signature.serialized as Hex } };
	};
	/** Pays after a snapshot, within a budget that is counted. */
	async function payAll(): Promise<bigint> {
		const budgeted = { ...token(), dailyBudgetWei: ETHER };
		const ports = { ...world.ports, tokens: [budgeted] };
		await payMandates(ports, budgeted, FOREVER);
		await carry(world);
		return world.ports.store.counters.total(`budget#${TOKEN_ID}#${dayOf(Date.now()).day}`);
	}

	test("needs an authorization, and says so; no claim is made, and no budget booked, snapshot after snapshot", async () => {
		for (let n = 0; n < 2; n++) {
			expect(await shown()).toEqual(["needs_authorization"]);
			expect([await payAll(), await claimsOf(world.ports, holderAt(world, 0))]).toEqual([0n, []]);
			await world.earnAndSnapshot(ETHER);
		}
	}, 60_000);

	test("stands again when it is posted with a fresh one, and all that is due is paid", async () => {
		await acceptMandate(world.ports, again(1));
		expect(await shown()).toEqual(["standing"]);
		expect(world.wakes.at(-1)).toEqual({ fn: "payout", tokenId: TOKEN_ID, mandateId: mandate.id });
		expect(await payAll()).toBeGreaterThan(0n);
		await expectPaid(holderAt(world, 0));
		expect(await shown()).toEqual(["standing"]);
	}, 60_000);

	test("gets for the same snapshot a claim that is not the one which its old authorization could not carry", async () => {
		await world.rpc("anvil_setNonce", [holderAt(world, 0).address, "0x0"]);
		await payMandate(world.ports, token(), mandate.id);
		await world.rpc("anvil_setNonce", [holderAt(world, 0).address, "0x5"]);
		await world.mine(4);
		await carry(world);
		expect(await claimsOf(world.ports, holderAt(world, 0))).toMatchObject([
			{ state: "refused", code: "bad_authorization" },
		]);
		await acceptMandate(world.ports, again(5));
		await payMandate(world.ports, token(), mandate.id);
		await carry(world);
		await expectPaid(holderAt(world, 0));
	}, 60_000);

	test("is the same as before when it is posted again as it was, and takes no authorization that is not the next one", async () => {
		expect(await acceptMandate(world.ports, order)).toEqual(mandate);
		for (const nonce of [2, 5])
			await expect(acceptMandate(world.ports, again(nonce))).rejects.toMatchObject({ code: "bad_authorization" });
		expect(await world.ports.store.mandates.get(mandate.id)).toEqual(mandate);
		expect(await shown()).toEqual(["needs_authorization"]);
	}, 60_000);

	test("takes fresh ones as often a day as mandates are taken", async () => {
		const limits = { ...world.ports.limits, claimsPerHolderPerDay: 1 };
		const renewed = acceptMandate({ ...world.ports, limits }, again(1));
		await expect(renewed).rejects.toMatchObject({ code: "quota_exceeded" });
	}, 60_000);
});

describe("a mandate whose claim was refused, since the account's recipient would not take it", () => {
	const refuse = (isRefused: boolean) => refuseAtTill(world, isRefused);
	beforeEach(async () => {
		await payAtTill(world, holderAt(world, 0));
		await refuse(true);
		await giveMandate(world.ports, TOKEN_ID, holderAt(world, 0));
		await world.earnAndSnapshot(ETHER);
	});
	/** A run of payout after so many minutes, and what follows of it. */
	async function payAfter(minutes: number): Promise<void> {
		const ports = later(world.ports, 60_000 * minutes);
		await payMandates(ports, token(), FOREVER);
		await world.mine(4); // what a claim was accepted on is final
		await carry(world, ports);
	}
	const states = async () => (await claimsOf(world.ports, holderAt(world, 0))).map(({ state }) => state).reverse();

	test("is claimed again when a while has passed, and paid once", async () => {
		await payAfter(0);
		expect(await states()).toEqual(["refused"]);
		await refuse(false);
		await payAfter(5);
		expect(await states()).toEqual(["refused"]);
		for (const minutes of [25, 50, 90, 500]) await payAfter(minutes);
		expect(await states()).toEqual(["refused", "settled"]);
		expect(await world.balance(TILL)).toBe(await owedWei(world, holderAt(world, 0).address));
	}, 60_000);

	test("is tried five times, ever more rarely, and again with the next snapshot", async () => {
		const tries: number[] = [];
		for (let minutes = 0; minutes < 48 * 60; minutes += 30) {
			const before = (await states()).length;
			await payAfter(minutes);
			if ((await states()).length > before) tries.push(minutes / 60);
		}
		expect(tries).toEqual([0, 0.5, 1.5, 7.5, 31.5]);
		await refuse(false);
		await payAfter(300 * 60);
		expect(await states()).toEqual(Array(5).fill("refused"));
		await world.earnAndSnapshot(ETHER);
		await payAfter(301 * 60);
		expect((await states()).slice(5)).toEqual(["settled"]);
	}, 120_000);
});
