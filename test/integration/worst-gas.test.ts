import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Contract, Interface, id, JsonRpcProvider, Wallet } from "ethers";
import { factoryOf } from "../../contracts/script/artifact.ts";
import { mined } from "../../contracts/script/mined.ts";
import { localSender } from "../../functions/adapters/sender/local.ts";
import type { Claim, Route } from "../../functions/core/claim.ts";
import { type Address, type Hex, toAddress } from "../../functions/core/hex.ts";
import { claimCall, quoteGas } from "../../functions/core/judge-request.ts";
import { typicalGas } from "../../functions/core/route.ts";
import { batchKey, batchPayload, fitBatch, outcomesOf, rulesOf } from "../../functions/core/routes/rules-of.ts";
import { paymentsOf } from "../../functions/core/routes/token-calls.ts";
import { signedBytes, unsignedTransaction } from "../../functions/core/signed-bytes.ts";
import {
	type Domain,
	mandateDomain,
	type Signable,
	signableConsent,
	signableMandate,
	signableRequest,
} from "../../functions/core/typed-data.ts";
import { ANVIL_CHAIN_ID, ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { children } from "../../infra/local/children.ts";
import { aClaim, aConsent, aMandate, aRequest, onRoute, underMandate, word } from "../given/claim.ts";

/** EIP-7825's bound of one transaction. */
const MOST_GAS = 16_777_216n;
const SNAPSHOTS = 20;
const HOLDERS = 6;
const DEADLINE = 4_000_000_000n;
/** Takes the money when all but 1,500 of its gas is burnt. */
const BURNER: Hex = "0x5b6105dc5a115f5700";
/** Burns it all and takes nothing. */
const REFUSER: Hex = "0xfe";
/** An ERC-20 that holds 10^18 more each block, and burns all gas of a transfer. */
const HOSTILE_ASSET: Hex = "0x5f3560e01c6370a0823114600f57fe5b43670de0b6b3a7640000025f5260205ff3";
const at = (n: number, kind: number): Address => toAddress(word(n * 256 + kind + 2 ** 40).replace(/^0x0{24}/, "0x"));

const kids = children(() => undefined);
const lane = localSender(ANVIL_KEYS[1]);
const owner = new Wallet(id("worst gas, the contract's owner"));
const holders = Array.from({ length: HOLDERS }, (_, n) => new Wallet(id(`worst gas, holder ${n}`)));
let url: string;
let provider: JsonRpcProvider;
let operator: Wallet;
let forwarder: Address;
let delegate: Address;
let account: Address;
const tokens = new Map<number, Contract>();
let checkpoint: string;

const deploy = async (name: string, ...args: unknown[]): Promise<Contract> => {
	const made = await factoryOf(name, operator).deploy(...args);
	await mined(made.deploymentTransaction());
	return made as Contract;
};
const addressOf = async (made: Contract): Promise<Address> => toAddress(await made.getAddress());
const assetsOf = (count: number): Address[] => Array.from({ length: count }, (_, n) => at(n, 7));

beforeAll(async () => {
	url = await startAnvil(kids);
	provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, batchMaxCount: 1, pollingInterval: 10 });
	operator = new Wallet(ANVIL_KEYS[0], provider);
	forwarder = await addressOf(await deploy("ERC2771Forwarder", "Forwarder"));
	delegate = await addressOf(await deploy("ClaimMandate"));
	account = await addressOf(await deploy("WalletAccount", owner.address));
	for (const asset of assetsOf(8)) await rpc(url, "anvil_setCode", [asset, HOSTILE_ASSET]);
	for (const count of [0, 2, 8]) {
		const shares = [...holders.map(({ address }) => address), account];
		const token = await deploy("RevenueShareToken", {
			name: "Gas",
			symbol: "GAS",
			contractURI: "data:application/json,{}",
			holders: shares,
			amounts: shares.map((_, n) => BigInt(n + 1) * 10n ** 24n),
			treasury: operator.address,
			forwarder,
			claimShareBps: 8_000,
			firstSnapshotAt: 0n,
			snapshotInterval: 1,
			claimWindow: 365 * 86_400,
			minRevenueWei: 1n,
			assets: assetsOf(count).map((asset) => ({ token: asset, minRevenue: 1n })),
			nonEarning: [],
		});
		for (let n = 0; n < SNAPSHOTS; n++) {
			await mined(await operator.sendTransaction({ to: await token.getAddress(), value: 10n ** 17n }));
			await rpc(url, "evm_increaseTime", [5]);
			await mined(await token.getFunction("snapshot")({ gasLimit: 3_000_000 }));
		}
		tokens.set(count, token);
	}
}, 180_000);
afterAll(async () => {
	provider?.destroy();
	await kids.stop();
});
beforeEach(async () => {
	checkpoint = await rpc(url, "evm_snapshot");
});
afterEach(() => rpc(url, "evm_revert", [checkpoint]));

/** From now on the holder is paid at a contract of that code. */
async function payAt(token: Contract, holder: string, n: number, code: Hex): Promise<void> {
	const recipient = at(n, code === BURNER ? 1 : 2);
	await rpc(url, "anvil_setCode", [recipient, code]);
	await rpc(url, "anvil_setBalance", [holder, "0xde0b6b3a7640000"]);
	await rpc(url, "anvil_impersonateAccount", [holder]);
	const data = token.interface.encodeFunctionData("setRecipient", [recipient]);
	await rpc(url, "eth_sendTransaction", [{ from: holder, to: await token.getAddress(), data, gas: "0x30000" }]);
	await rpc(url, "anvil_stopImpersonatingAccount", [holder]);
}

async function sign(wallet: Wallet, { domain, primaryType, fields, message }: Signable): Promise<Hex> {
	return (await wallet.signTypedData(domain, { [primaryType]: [...fields] }, message)) as Hex;
}

/** A claim of all that the snapshots owe, as it is stored, really signed. */
async function claimOf(route: Route, assets: number, n: number, snapshotIds: bigint[]): Promise<Claim> {
	const token = await addressOf(tokens.get(assets) as Contract);
	const wallet = holders[n] as Wallet;
	const holder = toAddress(wallet.address);
	const dueAssets = assetsOf(assets).map((asset) => ({ asset, amount: 1n }));
	const shared = { id: word(n + 1), token, holder, snapshotIds, dueAssets };
	if (route === "on-behalf") return onRoute(route, shared);
	if (route === "forwarder") {
		const terms = { nonce: 0n, deadlineSec: DEADLINE, gas: quoteGas(snapshotIds.length, assets) };
		const request = aRequest({ from: holder, to: token, data: claimCall(snapshotIds), ...terms });
		const domain: Domain = { name: "Forwarder", version: "1", chainId: ANVIL_CHAIN_ID, verifyingContract: forwarder };
		return aClaim({ ...shared, forwarder, request, signature: await sign(wallet, signableRequest(domain, request)) });
	}
	if (route === "mandate") {
		const mandate = aMandate({ account: holder, token, expirySec: DEADLINE });
		const signature = await sign(wallet, signableMandate(mandateDomain(delegate, ANVIL_CHAIN_ID), mandate));
		const nonce = await provider.getTransactionCount(holder);
		const signed = wallet.authorizeSync({ chainId: ANVIL_CHAIN_ID, address: delegate, nonce });
		const carried = { chainId: ANVIL_CHAIN_ID, delegate, nonce, signature: signed.signature.serialized as Hex };
		return underMandate({ ...shared, delegate, mandate, signature, authorization: carried });
	}
	const consent = aConsent({ token, account, ids: snapshotIds, deadlineSec: DEADLINE });
	const domain: Domain = { name: "Gas", version: "1", chainId: ANVIL_CHAIN_ID, verifyingContract: token };
	const signature = await sign(owner, signableConsent(domain, consent));
	return onRoute(route, { ...shared, holder: account, consent, signature } as Partial<Claim>);
}

/** Sends the batch as the relay does, with the gas that it is sized for; what became of each claim, and the gas used. */
async function send(claims: Claim[]): Promise<{ results: (string | undefined)[]; gasUsed: bigint; gasLimit: bigint }> {
	const from = await lane.address();
	const payload = batchPayload(claims, from);
	const fees = { maxFeePerGasWei: 50_000_000_000n, maxPriorityFeePerGasWei: 1_000_000_000n };
	const unsigned = unsignedTransaction(ANVIL_CHAIN_ID, await provider.getTransactionCount(from), payload, fees);
	const { bytes } = signedBytes(unsigned, await lane.sign(unsigned));
	const receipt = await mined(await provider.broadcastTransaction(bytes)).catch(() => null);
	if (!receipt) return { results: claims.map(() => "transaction reverted"), gasUsed: 0n, gasLimit: payload.gasLimit };
	const inclusion = { ...receipt, ok: receipt.status === 1, gasPriceWei: 1n } as never;
	const logs = receipt.logs.map((log) => ({ ...log.toJSON(), address: toAddress(log.address) })) as never;
	const outcomes = outcomesOf(claims, inclusion, logs, paymentsOf);
	const results = claims.map((claim) => outcomes.get(claim.id)?.result);
	return { results, gasUsed: receipt.gasUsed, gasLimit: payload.gasLimit };
}
const ids = (count: number) => Array.from({ length: count }, (_, n) => BigInt(n + 1));
const every = (result: string, count: number) => Array.from({ length: count }, () => result);

const batched = ["forwarder", "on-behalf", "mandate"] as const;
const sizes: [snapshots: number, assets: number][] = [
	[1, 0],
	[5, 0],
	[20, 0],
	[1, 2],
	[5, 2],
	[1, 8],
	[20, 8],
];
const cases = batched.flatMap((route) => sizes.map(([snapshots, assets]) => [route, snapshots, assets] as const));

/** As many of the holders' claims as fit into one transaction. */
async function batchOf(route: Route, assets: number, snapshots: number): Promise<Claim[]> {
	const all = await Promise.all(holders.map((_, n) => claimOf(route, assets, n, ids(snapshots))));
	expect(new Set(all.map(batchKey)).size).toBe(1);
	const batch = fitBatch(all, MOST_GAS);
	expect(batch.length).toBeGreaterThan(1);
	return batch;
}

describe("a batch's gas is enough at worst", () => {
	test.each(cases)(
		"%s, %i snapshots, %i hostile ERC-20s: recipients that burn what they are given",
		async (route, snapshots, assets) => {
			for (const [n, { address }] of holders.entries()) await payAt(tokens.get(assets) as Contract, address, n, BURNER);
			const batch = await batchOf(route, assets, snapshots);
			const { results, gasUsed, gasLimit } = await send(batch);
			expect(results).toEqual(every("paid", batch.length));
			expect(gasUsed).toBeLessThanOrEqual(gasLimit);
		},
		60_000,
	);

	test.each(cases)(
		"%s, %i snapshots, %i hostile ERC-20s: recipients that refuse leave the last one's money untouched",
		async (route, snapshots, assets) => {
			const token = tokens.get(assets) as Contract;
			const { length } = await batchOf(route, assets, snapshots);
			for (const [n, { address }] of holders.slice(0, length - 1).entries()) await payAt(token, address, n, REFUSER);
			const batch = await batchOf(route, assets, snapshots);
			expect(batch).toHaveLength(length);
			const { results } = await send(batch);
			expect(results).toEqual([...every("reverted", length - 1), "paid"]);
		},
		60_000,
	);
});

test.each(sizes)(
	"a contract's claim of %i snapshots and %i hostile ERC-20s has enough gas, whoever receives it",
	async (snapshots, assets) => {
		await payAt(tokens.get(assets) as Contract, account, 50, BURNER);
		const claim = await claimOf("contract-account", assets, 0, ids(snapshots));
		expect((await send([claim])).results).toEqual(["paid"]);
	},
	60_000,
);

describe("the worth of a claim rests on figures that hold", () => {
	test.each(batched)(
		"%s: one claim more in a batch takes what it is said to take, and not much less",
		async (route) => {
			const all = await batchOf(route, 0, 1);
			const used: bigint[] = [];
			for (const count of [2, 6]) {
				const before = await rpc<string>(url, "evm_snapshot");
				const { results, gasUsed } = await send(all.slice(0, count));
				expect(results).toEqual(every("paid", count));
				used.push(gasUsed);
				await rpc(url, "evm_revert", [before]);
			}
			const [two = 0n, six = 0n] = used;
			const measured = Number(six - two) / 4;
			const said = Number(typicalGas(route, { snapshots: 1, assets: 0, isEmpty: true }));
			expect(said).toBeGreaterThan(measured * 0.95);
			expect(said).toBeLessThan(measured * 1.5);
		},
		60_000,
	);
	test("contract-account: a claim alone takes less than it is said to, whose check of a signature may be dearer", async () => {
		const { results, gasUsed } = await send([await claimOf("contract-account", 0, 0, [1n])]);
		expect(results).toEqual(["paid"]);
		expect(gasUsed).toBeLessThan(typicalGas("contract-account", { snapshots: 1, assets: 0, isEmpty: false }));
	}, 60_000);
});

test("what a trial of each route is given is enough for it, too", async () => {
	for (const route of [...batched, "contract-account" as const]) {
		const claim = await claimOf(route, 8, 0, ids(20));
		const { from, to, data, gas, override } = rulesOf(claim).trial(claim, await lane.address());
		const codes = Object.entries(override ?? {}).map(([where, code]) => [where, { code }]);
		const call = { from, to, data, gas: `0x${(gas ?? 0n).toString(16)}` };
		await expect(rpc(url, "eth_call", [call, "latest", Object.fromEntries(codes)])).resolves.toMatch(/^0x/);
	}
}, 60_000);

test("the hand-written contracts are what they are meant to be", async () => {
	const codec = new Interface([
		"function balanceOf(address) view returns (uint256)",
		"function transfer(address,uint256)",
	]);
	const [asset] = assetsOf(1) as [Address];
	const held = await rpc<string>(url, "eth_call", [
		{ to: asset, data: codec.encodeFunctionData("balanceOf", [asset]) },
		"latest",
	]);
	expect(BigInt(held)).toBe(BigInt(await provider.getBlockNumber()) * 10n ** 18n);
	const transfer = { to: asset, data: codec.encodeFunctionData("transfer", [asset, 1]), gas: "0x30000" };
	await expect(rpc(url, "eth_call", [transfer, "latest"])).rejects.toThrow();
	for (const [code, takes] of [
		[BURNER, true],
		[REFUSER, false],
	] as const) {
		await rpc(url, "anvil_setCode", [at(9, 9), code]);
		const pay = { from: operator.address, to: at(9, 9), value: "0x1", gas: "0x11000" };
		const result = rpc(url, "eth_call", [pay, "latest"]);
		if (takes) await expect(result).resolves.toBe("0x");
		else await expect(result).rejects.toThrow();
	}
});
