import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { factoryOf } from "../../contracts/script/artifact.ts";
import { revocationBody } from "../../functions/api.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { payMandate, payMandates } from "../../functions/app/pay-mandates.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { revokeMandate } from "../../functions/app/revoke-mandate.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Claim } from "../../functions/core/claim.ts";
import { delegationCode } from "../../functions/core/eip7702.ts";
import type { Token } from "../../functions/core/stage.ts";
import { mandateDomain, signableRevocation, typedDataOf } from "../../functions/core/typed-data.ts";
import { giveMandate as giveMandateOf } from "../given/mandate-order.ts";
import { carry, holderAt, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
beforeEach(async () => {
	world = await startWorld(6);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

const ETHER = 10n ** 18n;
const token = (): Token => world.ports.tokens[0] as Token;
const later = () => Number.POSITIVE_INFINITY;

/** Relays what waits and follows it to finality. */
async function expectPaid(claim: Claim): Promise<void> {
	expect(await world.claim(claim.id)).toMatchObject({ state: "settled" });
	expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	// He has sent nothing himself; a contract's nonce starts at 1.
	const own = claim.route === "contract-account" ? 1 : 0;
	expect(await world.provider.getTransactionCount(claim.holder)).toBe(own);
}
const sentTo = async (nonce: number): Promise<string> => {
	const row = await world.ports.store.lanes.get(LANE, nonce);
	const hash = row?.inclusion?.hash ?? "";
	return (await world.provider.getTransaction(hash))?.data.slice(0, 10) ?? "";
};

describe("on behalf", () => {
	test("is what a plain account is quoted, since it is the cheapest; all go out in one claimForMany", async () => {
		const [first] = world.holders;
		expect(await describeHolder(world.ports, TOKEN_ID, first?.address as `0x${string}`)).toMatchObject({
			route: "on-behalf",
			because: "cheapest",
		});
		const claims = await Promise.all(world.holders.map((holder) => world.accept(holder, "on-behalf")));
		await carry(world);
		for (const claim of claims) await expectPaid(claim);
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(1);
		expect(await sentTo(0)).toBe(world.token.interface.getFunction("claimForMany")?.selector);
		const gas = claims.length > 0 ? (await world.claim((claims[0] as Claim).id)).outcome?.gasUsed : 0n;
		expect(gas).toBeLessThan(60_000n);
	}, 60_000);

	test("a holder who claims it himself first is settled too, and nobody is paid twice", async () => {
		const claim = await world.accept(holderAt(world, 0), "on-behalf");
		await relayLane(world.ports, LANE);
		const price = { maxPriorityFeePerGas: 50_000_000_000n, maxFeePerGas: 90_000_000_000n, gasLimit: 500_000 };
		await world.token.getFunction("claimFor")(claim.holder, [1n], price);
		await world.mine(4);
		await settleLane(world.ports, LANE, 0);
		await expectPaid(claim);
	}, 60_000);
});

test("every route at once: each claim goes out on its own, and all are paid", async () => {
	const wallet = await walletAccount(holderAt(world, 0));
	await world.earnAndSnapshot(ETHER);
	const consent = await contractOrder(wallet, holderAt(world, 0));
	const claims = [
		await acceptClaim(world.ports, consent),
		await world.accept(holderAt(world, 1), "forwarder"),
		await world.accept(holderAt(world, 2), "on-behalf"),
		await world.accept(holderAt(world, 3), "forwarder"),
	];
	const mandated = await giveMandate(holderAt(world, 4));
	await payMandate(world.ports, token(), mandated.id);
	await carry(world);
	for (const claim of claims) await expectPaid(claim);
	expect(await world.balance(holderAt(world, 4).address)).toBe(await owedWei(world, holderAt(world, 4).address));
	expect(await world.ports.store.lanes.open(LANE)).toEqual([]);
	expect((await world.ports.store.claims.waiting(LANE, 10)).claims).toEqual([]);
}, 90_000);

describe("a contract account", () => {
	test("is quoted its own route, with the reason, and paid by claimWithConsent", async () => {
		const wallet = await walletAccount(holderAt(world, 0));
		await world.earnAndSnapshot(ETHER);
		const order = await contractOrder(wallet, holderAt(world, 0));
		const claim = await acceptClaim(world.ports, order);
		expect(claim.route).toBe("contract-account");
		await carry(world);
		expect((await world.claim(claim.id)).state).toBe("settled");
		expect(await world.balance(wallet)).toBe(await owedWei(world, wallet));
	}, 60_000);
	test("whose signature is not its owner's is refused before anything is sent", async () => {
		const wallet = await walletAccount(holderAt(world, 0));
		await world.earnAndSnapshot(ETHER);
		const order = await contractOrder(wallet, holderAt(world, 1));
		await expect(acceptClaim(world.ports, order)).rejects.toMatchObject({ code: "bad_signature" });
	}, 60_000);
	test("cannot come on another route", async () => {
		const wallet = await walletAccount(holderAt(world, 0));
		await expect(describeHolder(world.ports, TOKEN_ID, wallet as `0x${string}`, "on-behalf")).rejects.toMatchObject({
			code: "route_not_available",
		});
	}, 60_000);
});

describe("a mandate", () => {
	test("signed once, with its authorization, claims this snapshot and each later one", async () => {
		const holder = holderAt(world, 0);
		const mandate = await giveMandate(holder);
		expect(world.wakes).toContainEqual({ fn: "payout", tokenId: TOKEN_ID, mandateId: mandate.id });
		await payMandate(world.ports, token(), mandate.id);
		await carry(world);
		expect(await world.balance(holder.address)).toBe(await owedWei(world, holder.address));
		expect(await world.provider.getCode(holder.address)).toBe(delegationCode(world.claimMandate));

		await payMandates(world.ports, token(), later()); // nothing new
		await world.earnAndSnapshot(ETHER);
		await payMandates(world.ports, token(), later());
		await payMandates(world.ports, token(), later()); // again is the same claim
		await carry(world);
		expect(await world.balance(holder.address)).toBe(await owedWei(world, holder.address));
		const { claims } = await world.ports.store.claims.ofHolder(holder.address as `0x${string}`, 10);
		expect(claims.map(({ state, route }) => [state, route])).toEqual([
			["settled", "mandate"],
			["settled", "mandate"],
		]);
	}, 60_000);
	test("of several holders goes out in one transaction with all their authorizations", async () => {
		for (const holder of world.holders) await payMandate(world.ports, token(), (await giveMandate(holder)).id);
		await carry(world);
		for (const { address } of world.holders) expect(await world.balance(address)).toBe(await owedWei(world, address));
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(1);
	}, 60_000);
	test("that is revoked by the holder's signature is not used any more", async () => {
		const holder = holderAt(world, 0);
		const mandate = await giveMandate(holder);
		const signable = typedDataOf(signableRevocation(mandateDomain(mandate.delegate, 31337), mandate.mandate));
		const { EIP712Domain: _domain, ...types } = signable.types;
		const wrong = await holderAt(world, 1).signTypedData(signable.domain, types, signable.message);
		const right = await holder.signTypedData(signable.domain, types, signable.message);
		await expect(revokeMandate(world.ports, mandate.id, wrong as `0x${string}`)).rejects.toMatchObject({
			code: "wrong_signer",
		});
		await revokeMandate(world.ports, mandate.id, revocationBody.parse({ signature: right }).signature);
		await payMandate(world.ports, token(), mandate.id);
		await payMandates(world.ports, token(), later());
		expect((await world.ports.store.claims.ofHolder(holder.address as `0x${string}`, 10)).claims).toEqual([]);
	}, 60_000);
	test("never replaces a delegation to somebody else", async () => {
		const holder = holderAt(world, 0);
		await world.rpc("anvil_setCode", [holder.address, delegationCode(holderAt(world, 1).address as `0x${string}`)]);
		await expect(giveMandate(holder)).rejects.toMatchObject({ code: "foreign_delegation" });
	}, 60_000);
	test("with an authorization that is not the account's next one, or for every chain, is refused", async () => {
		await expect(giveMandate(holderAt(world, 0), { nonce: 1 })).rejects.toMatchObject({ code: "bad_authorization" });
		await expect(giveMandate(holderAt(world, 0), { chainId: 0 })).rejects.toMatchObject({ code: "bad_authorization" });
	}, 60_000);
	test("whose authorization became stale before it was relayed is refused, and takes no other claim with it", async () => {
		const mandate = await giveMandate(holderAt(world, 0));
		await payMandate(world.ports, token(), mandate.id);
		const other = await giveMandate(holderAt(world, 1));
		await payMandate(world.ports, token(), other.id);
		await world.rpc("anvil_setNonce", [holderAt(world, 0).address, "0x3"]);
		await world.mine(4);
		await carry(world);
		const { claims } = await world.ports.store.claims.ofHolder(holderAt(world, 0).address as `0x${string}`, 10);
		expect(claims.map(({ state, code }) => [state, code])).toEqual([["refused", "bad_authorization"]]);
		expect(await world.balance(holderAt(world, 1).address)).toBe(await owedWei(world, holderAt(world, 1).address));
	}, 60_000);
});

/** A contract wallet of the owner's, which has got all of his shares. */
async function walletAccount(owner: HDNodeWallet): Promise<string> {
	const deployed = await factoryOf("WalletAccount", world.operator).deploy(owner.address);
	const address = await deployed.getAddress();
	await world.rpc("anvil_setBalance", [owner.address, "0xde0b6b3a7640000"]);
	const shares = await world.token.getFunction("balanceOf")(owner.address);
	await world.rpc("anvil_impersonateAccount", [owner.address]);
	const data = world.token.interface.encodeFunctionData("transfer", [address, shares]);
	await world.rpc("eth_sendTransaction", [{ from: owner.address, to: token().address, data, gas: "0x60000" }]);
	await world.rpc("anvil_stopImpersonatingAccount", [owner.address]);
	await world.mine(3);
	return address;
}

async function contractOrder(wallet: string, signer: HDNodeWallet) {
	const quote = await describeHolder(world.ports, TOKEN_ID, wallet as `0x${string}`);
	expect(quote).toMatchObject({ route: "contract-account", because: "contract_account" });
	if (!("typedData" in quote) || !quote.typedData) throw new Error("nothing to sign");
	const { EIP712Domain: _domain, ...types } = quote.typedData.types;
	const signature = await signer.signTypedData(quote.typedData.domain, types, quote.typedData.message);
	const { claimBody } = await import("../../functions/api.ts");
	const { message: consent } = quote.typedData;
	return claimBody.parse({ token: TOKEN_ID, chainId: 31337, route: "contract-account", consent, signature });
}

/** What a holder does once, of this world's token. */
const giveMandate = (holder: HDNodeWallet, wrong?: { nonce?: number; chainId?: number }) =>
	giveMandateOf(world.ports, TOKEN_ID, holder, wrong);
