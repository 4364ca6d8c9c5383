import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type HDNodeWallet, Wallet } from "ethers";
import { createWalletClient, custom, type Hex as ViemHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type ImoRelay, imoRelay, type KnownToken, type Signer } from "../../client/client.ts";
import { type ServedWorld, startServedWorld } from "../given/served-world.ts";
import { holderAt, owedWei, TOKEN_ID } from "../given/world.ts";

let world: ServedWorld;
let relay: ImoRelay;
let token: KnownToken;
beforeAll(async () => {
	world = await startServedWorld(8);
	relay = imoRelay({ url: world.url });
	// Known from the stage file here; elsewhere from wherever the token was announced.
	const [{ address, chainId, forwarder } = { address: "", chainId: 0, forwarder: undefined }] = world.ports.tokens;
	token = { id: TOKEN_ID, address, chainId, ...(forwarder ? { forwarder } : {}) };
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterAll(() => world?.stop());

const viemAccount = (wallet: HDNodeWallet) => privateKeyToAccount(wallet.privateKey as ViemHex);
/** A browser's wallet: it knows one account, and signs what is shown to it as JSON. */
const provider = (wallet: HDNodeWallet) => ({
	request: async ({ method, params }: { method: string; params: [string, string] }) => {
		expect([method, params[0]]).toEqual(["eth_signTypedData_v4", wallet.address]);
		const { domain, types, message } = JSON.parse(params[1]);
		const { EIP712Domain: _domain, ...own } = types;
		return wallet.signTypedData(domain, own, message);
	},
});
const signers: [string, (wallet: HDNodeWallet) => Signer][] = [
	["an ethers wallet", (wallet) => wallet],
	["a viem account", viemAccount],
	[
		"a viem wallet client",
		(wallet) =>
			createWalletClient({
				account: viemAccount(wallet),
				transport: custom({ request: () => Promise.reject(new Error("no node is asked")) }),
			}),
	],
	["an EIP-1193 provider", provider],
];

describe.each(signers.map(([name, signer], at) => ({ name, signer, at })))("with $name", ({ signer, at }) => {
	test("a holder without ETH looks, claims, follows the claim to its end, and is paid to the wei", async () => {
		const wallet = holderAt(world, at);
		const holder = wallet.address;
		const owed = await owedWei(world, holder);
		expect((await relay.quote(TOKEN_ID, holder)).dueWei).toBe(owed.toString());
		const route = at % 2 === 0 ? "on-behalf" : "forwarder";
		const claim = await relay.claim({ token, holder, signer: signer(wallet), route });
		expect(claim).toMatchObject({ state: "accepted", holder, route });
		const states: string[] = [];
		const following = (async () => {
			for await (const { state } of relay.follow(claim.id)) states.push(state);
		})();
		await world.turning(following);
		expect(states.at(0)).toBe("accepted");
		expect(states.at(-1)).toBe("settled");
		expect(await world.balance(holder)).toBe(owed);
		expect(await world.provider.getTransactionCount(holder)).toBe(0);
	}, 60_000);
});

test("a second claim is refused with the first one's id, and a holder's claims are listed", async () => {
	const wallet = holderAt(world, 4);
	const asked = { token, holder: wallet.address, signer: wallet };
	const claim = await relay.claim(asked);
	await expect(relay.claim(asked)).rejects.toMatchObject({ code: "claim_in_progress", facts: { claimId: claim.id } });
	expect((await world.turning(relay.finished(claim.id))).outcome?.payments).toHaveLength(1);
	await expect(relay.claim(asked)).rejects.toMatchObject({ code: "nothing_due" });
	const listed = [];
	for await (const one of relay.claims(wallet.address)) listed.push(one.id);
	expect(listed).toEqual([claim.id]);
}, 60_000);

test("a stranger's wallet that says it is the holder's is found out", async () => {
	const holder = holderAt(world, 5).address;
	const signer = { signTypedData: (given: object) => viemAccount(holderAt(world, 6)).signTypedData(given as never) };
	await expect(relay.claim({ token, holder, signer })).rejects.toMatchObject({ code: "wrong_signer", status: 422 });
});

test("an honest relay of another token gets no signature for it", async () => {
	const other = { ...token, address: Wallet.createRandom().address };
	await expect(
		relay.claim({ token: other, holder: holderAt(world, 5).address, signer: holderAt(world, 5) }),
	).rejects.toMatchObject({
		code: "unexpected_typed_data",
	});
});

describe.each([
	["an ethers wallet", 5, (wallet: HDNodeWallet) => wallet],
	["a viem account", 6, viemAccount],
] as const)("with %s", (_name, at, signerOf) => {
	test("a mandate is given once, pays each snapshot, and is revoked", async () => {
		const wallet = holderAt(world, at);
		const holder = wallet.address;
		const signer = signerOf(wallet) as HDNodeWallet;
		const given = await relay.giveMandate({ token, holder, signer, delegate: world.claimMandate });
		expect(given).toMatchObject({ state: "standing", holder });
		for (let turns = 0; (await world.balance(holder)) === 0n && turns < 10; turns++) await world.turn();
		expect(await world.balance(holder)).toBe(await owedWei(world, holder));
		expect((await relay.revokeMandate(given, signer)).state).toBe("revoked");
		const listed = [];
		for await (const one of relay.mandates(holder)) listed.push([one.id, one.state]);
		expect(listed).toEqual([[given.id, "revoked"]]);
	}, 60_000);
	test("no account is delegated to a contract that the caller does not name", async () => {
		const wallet = holderAt(world, 7);
		const asked = { token, holder: wallet.address, signer: signerOf(wallet) as HDNodeWallet, delegate: token.address };
		await expect(relay.giveMandate(asked)).rejects.toMatchObject({ code: "unexpected_typed_data" });
	});
});

test("a holder opts out of being paid without asking, and in again, with any signer", async () => {
	const wallet = holderAt(world, 7);
	for (const [, signerOf] of signers) {
		const asked = { token, holder: wallet.address, signer: signerOf(wallet) };
		expect(await relay.optOut(asked)).toMatchObject({ holder: wallet.address, isOut: true });
		await new Promise((resolve) => setTimeout(resolve, 1_100)); // the newest second counts
		expect((await relay.optOut({ ...asked, optedOut: false })).isOut).toBe(false);
		await new Promise((resolve) => setTimeout(resolve, 1_100));
	}
}, 30_000);

test("lists go over all pages", async () => {
	for (let n = 0; n < 3; n++) await world.earnAndSnapshot(10n ** 16n);
	await world.turn();
	const [snapshots, inflows] = [[] as string[], [] as string[]];
	for await (const { id } of relay.snapshots(TOKEN_ID)) snapshots.push(id);
	for await (const { amount } of relay.inflows(TOKEN_ID)) inflows.push(amount);
	expect(snapshots).toEqual(["4", "3", "2", "1"]);
	expect(inflows).toHaveLength(4);
	const periods = [];
	for await (const { snapshotId } of relay.periods(TOKEN_ID)) periods.push(snapshotId);
	expect(periods).toEqual(expect.arrayContaining(["4", "3", "2", "1"]));
	const holder = holderAt(world, 1).address;
	expect(await relay.offering(TOKEN_ID, holder)).toMatchObject({
		phase: "open",
		buyer: { address: holder, depositWei: "0" },
	});
	expect(await relay.token(TOKEN_ID)).toMatchObject({ currentSnapshotId: "4", paused: false });
	expect((await relay.tokens()).map(({ id }) => id)).toEqual([TOKEN_ID]);
}, 60_000);
