import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Contract, id, JsonRpcProvider, parseEther, Wallet } from "ethers";
import { artifact, type ContractName, factoryOf } from "../../contracts/script/artifact.ts";
import { connect } from "../../contracts/script/deployer.ts";
import { launchSchema } from "../../contracts/script/launch-config.ts";
import { fileJournal, readDeployments } from "../../contracts/script/launch-record.ts";
import { launch } from "../../contracts/script/launch-steps.ts";
import { mined } from "../../contracts/script/mined.ts";
import { stageEntry } from "../../contracts/script/stage-entry.ts";
import { ETH, type Hex, toAddress } from "../../functions/core/hex.ts";
import { signableRequest, typedDataOf } from "../../functions/core/typed-data.ts";
import { ANVIL_CHAIN_ID, ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { children } from "../../infra/local/children.ts";
import { act, ask } from "../given/contract-calls.ts";
import { dyingJournal } from "../given/dying-journal.ts";
import { DAY, launchTerms, MINT_FEE, STOCK, TARGET, TEAM_SHARE, treasury } from "../given/launch-terms.ts";
import { runScript } from "../given/run-script.ts";
import { signMandate } from "../given/sign-mandate.ts";

const kids = children(() => undefined);
const folder = mkdtempSync(join(tmpdir(), "imo-e2e-"));
let url: string;
let provider: JsonRpcProvider;
let deployer: Wallet;

const account = (): Wallet => new Wallet(Wallet.createRandom().privateKey, provider);
const balance = (address: string): Promise<bigint> => provider.getBalance(address);
const give = (address: string, wei: bigint) => rpc(url, "anvil_setBalance", [address, `0x${wei.toString(16)}`]);
async function wait(seconds: number): Promise<void> {
	await rpc(url, "evm_increaseTime", [seconds]);
	await rpc(url, "evm_mine");
}

beforeAll(async () => {
	url = await startAnvil(kids);
	provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, batchMaxCount: 1, pollingInterval: 20 });
	deployer = new Wallet(ANVIL_KEYS[0], provider);
}, 30_000);
afterAll(async () => {
	provider?.destroy();
	await kids.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function deployWeth(): Promise<Contract> {
	const weth = (await factoryOf("Weth", deployer).deploy()) as Contract;
	await mined(weth.deploymentTransaction());
	return weth;
}

test("an IMO from zero: launch, offering, revenue, snapshot, claims by every route, burn, recycling", async () => {
	const weth = await deployWeth();
	const [team, lane, relayer] = [account(), account(), new Wallet(ANVIL_KEYS[1], provider)];
	const config = join(folder, "launch.json");
	writeFileSync(config, JSON.stringify(launchTerms(await weth.getAddress(), team.address, lane.address)));
	const args = ["--config", config, "--rpc", url, "--key-env", "LAUNCH_KEY", "--out", folder, "--poll-ms", "20"];
	expect(runScript("launch.ts", ...args)).toMatchObject({ status: 0, stderr: "" });
	const deployments = join(folder, `${ANVIL_CHAIN_ID}.json`);
	const parts = readDeployments(deployments).launches.openlm?.contracts ?? {};
	const at = (name: string, contract: ContractName): Contract =>
		new Contract(parts[name]?.address ?? "", artifact(contract).abi, provider);
	const token = at("token", "RevenueShareToken");
	const [tokenAt, delegateAt] = [toAddress(await token.getAddress()), parts.claimMandate?.address ?? ""];
	const [offering, router, tank] = [
		at("offering", "ModelOffering"),
		at("router", "RevenueRouter"),
		at("gasTank", "GasTank"),
	];
	expect(JSON.parse(runScript("stage-entry.ts", "--deployment", deployments).stdout)).toEqual(stageEntry(deployments));
	expect(stageEntry(deployments)).toMatchObject({ id: "openlm", address: tokenAt, startBlock: parts.token?.block });
	expect(stageEntry(deployments)).toMatchObject({
		offering: parts.offering?.address,
		sweeps: [{ kind: "router", address: parts.router?.address }],
	});

	// Offering: funded beyond its target, finalised, claimed.
	const deposits = [
		parseEther("3"),
		parseEther("4") + 1n,
		parseEther("2") + 7n,
		parseEther("1.5"),
		parseEther("2") + 3n,
	];
	const buyers = deposits.map(account);
	for (const [i, buyer] of buyers.entries()) {
		await give(buyer.address, parseEther("10"));
		await act(offering, buyer, "deposit", [], { value: deposits[i] });
	}
	const deposited = deposits.reduce((sum, wei) => sum + wei, 0n);
	await expect(act(offering, deployer, "finalize")).rejects.toThrow();
	await wait(DAY);
	await act(offering, deployer, "finalize");
	expect(await balance(treasury)).toBe(TARGET);
	const owned: bigint[] = [];
	for (const [i, buyer] of buyers.entries()) {
		const before = await balance(buyer.address);
		const receipt = await act(offering, buyer, "claim", [buyer.address]);
		const deposit = deposits[i] ?? 0n;
		const refund = ((deposited - TARGET) * deposit) / deposited;
		owned[i] = (STOCK * deposit) / deposited;
		expect(await balance(buyer.address)).toBe(before + refund - receipt.fee);
		expect(await ask(token, "balanceOf", buyer.address)).toBe(owned[i]);
	}
	await act(offering, deployer, "sweepRest");
	const dust = STOCK - owned.reduce((sum, amount) => sum + amount, 0n);
	expect(await ask(token, "balanceOf", treasury)).toBe(dust);
	expect(await balance(await offering.getAddress())).toBe(0n);

	// An inference is minted by commit and reveal, sold on with a royalty in WETH; the router is flushed.
	const collection = at("collection", "InferenceCollection");
	const [prompt, salt] = [new TextEncoder().encode("a lighthouse in the style of a model"), id("salt")];
	const minter = relayer.address;
	await act(collection, relayer, "commit", [await ask(collection, "commitmentOf", minter, minter, prompt, salt)]);
	await expect(act(collection, relayer, "mint", [minter, prompt, salt], { value: MINT_FEE })).rejects.toThrow();
	await wait(10);
	await act(collection, relayer, "mint", [minter, prompt, salt], { value: MINT_FEE });
	const inference = BigInt(id("a lighthouse in the style of a model"));
	expect(await ask(collection, "ownerOf", inference)).toBe(minter);
	const price = parseEther("2");
	const [receiver, royalty] = await ask<[string, bigint]>(collection, "royaltyInfo", inference, price);
	expect([receiver, royalty]).toEqual([await router.getAddress(), price / 20n]);
	await act(weth, relayer, "deposit", [], { value: price });
	await act(weth, relayer, "transfer", [receiver, royalty]);
	await act(router, relayer, "flush", [await weth.getAddress()]);
	const revenue = MINT_FEE + royalty;
	const [fed, toTeam] = [revenue / 20n, revenue / 10n];
	const toToken = revenue - fed - toTeam;
	expect(await balance(await tank.getAddress())).toBe(fed);
	expect(await balance(team.address)).toBe(toTeam);
	expect(await ask(token, "pendingRevenue", ETH)).toBe(toToken);
	await act(tank, relayer, "refill", [[lane.address]]);
	expect(await balance(lane.address)).toBe(fed);

	// A snapshot, and a claim by each route; the lane lives on what the revenue gave it.
	// Not before every buyer has had a day to claim its tokens.
	const tooEarly = token.interface.getError("RevShareSnapshotTooEarly")?.selector;
	await expect(act(token, lane, "snapshot")).rejects.toMatchObject({ data: expect.stringContaining(tooEarly ?? "?") });
	await wait(DAY);
	await act(token, lane, "snapshot");
	const claimable = (toToken * 8n) / 10n;
	const supply = STOCK + TEAM_SHARE;
	expect(await ask(token, "snapshotRevenue", 1n, ETH)).toEqual([claimable, 0n]);
	const due = owned.map((amount) => (claimable * amount) / supply);
	const [direct, forwarded, onBehalf, other, mandated] = buyers as [Wallet, Wallet, Wallet, Wallet, Wallet];
	const before = await Promise.all(buyers.map(({ address }) => balance(address)));
	const { fee } = await act(token, direct, "claim", [1n]);
	const forwarder = at("forwarder", "ERC2771Forwarder");
	const deadlineSec = BigInt((await provider.getBlock("latest"))?.timestamp ?? 0) + 600n;
	const data = token.interface.encodeFunctionData("claim", [1n]) as Hex;
	const from = toAddress(forwarded.address);
	const domain = {
		name: "OpenLMForwarder",
		version: "1",
		chainId: ANVIL_CHAIN_ID,
		verifyingContract: toAddress(await forwarder.getAddress()),
	};
	const request = { from, to: tokenAt, value: 0n, gas: 200_000n, nonce: 0n, deadlineSec, data };
	const { EIP712Domain: _, ...types } = typedDataOf(signableRequest(domain, request)).types;
	const signature = await forwarded.signTypedData(domain, types, { ...request, deadline: deadlineSec });
	// By hand, as the relay does: a batch whose inner call starves does not revert, so no estimate would notice.
	const enough = { gasLimit: 400_000 };
	await act(
		forwarder,
		lane,
		"executeBatch",
		[[{ ...request, deadline: deadlineSec, signature }], lane.address],
		enough,
	);
	await act(token, lane, "claimForMany", [[onBehalf.address, other.address], [1n]]);
	const authorization = await mandated.authorize({ address: delegateAt, chainId: ANVIL_CHAIN_ID });
	const mandate = { account: mandated.address, token: tokenAt, nonce: 1n, expiry: deadlineSec };
	const signed = await signMandate(mandated, delegateAt, mandate);
	const asDelegate = new Contract(mandated.address, artifact("ClaimMandate").abi, provider);
	await act(asDelegate, lane, "claim", [mandate, signed, 1n], { type: 4, authorizationList: [authorization] });
	for (const [i, buyer] of buyers.entries())
		expect(await balance(buyer.address)).toBe((before[i] ?? 0n) + (due[i] ?? 0n) - (buyer === direct ? fee : 0n));
	const claimed = due.reduce((sum, wei) => sum + wei, 0n);
	expect(await ask(token, "snapshotRevenue", 1n, ETH)).toEqual([claimable, claimed]);

	// Burn to redeem.
	const burnt = (owned[0] ?? 0n) / 2n;
	const redeemable = toToken - claimable;
	const redeemed = (redeemable * burnt) / supply;
	const beforeBurn = await balance(direct.address);
	const burning = await act(token, direct, "burn", [burnt]);
	expect(await balance(direct.address)).toBe(beforeBurn + redeemed - burning.fee);

	// The window passes; what the team and the treasury left is revenue again.
	await wait(30 * DAY + 1); // its last second still counts
	await give(team.address, parseEther("1"));
	await expect(act(token, team, "claim", [1n])).rejects.toThrow();
	await act(token, lane, "recycle", [1n]);
	const left = claimable - claimed;
	expect(await ask(token, "pendingRevenue", ETH)).toBe(left);
	await mined(await relayer.sendTransaction({ to: tokenAt, value: 1_000_000n }));
	await act(token, lane, "snapshot");
	const second = left + 800_000n;
	expect(await ask(token, "snapshotRevenue", 2n, ETH)).toEqual([second, 0n]);
	const beforeTeam = await balance(team.address);
	const teamDue = (second * TEAM_SHARE) / (supply - burnt);
	const teamClaim = await act(token, team, "claim", [2n]);
	expect(await balance(team.address)).toBe(beforeTeam + teamDue - teamClaim.fee);
	expect(await balance(tokenAt)).toBe(toToken + 1_000_000n - claimed - redeemed - teamDue);
}, 120_000);

describe("the launch script", () => {
	const quiet = (): void => undefined;
	const config = () => launchSchema.parse({ ...launchTerms(ETH, treasury, deployer.address), weth: undefined });
	const nonce = () => provider.getTransactionCount(deployer.address);
	test("goes on where it was killed, at any write, and deploys nothing twice", async () => {
		const on = await connect(url, ANVIL_KEYS[0], 5);
		// 7 groups are planned, 8 contracts sent and seen, then all is complete.
		const WRITES = 7 + 2 * 8 + 1;
		let state = await rpc<string>(url, "evm_snapshot");
		for (let turn = 1; turn <= WRITES; turn++) {
			const journal = fileJournal(join(folder, `${turn}`), ANVIL_CHAIN_ID, "openlm");
			const start = await nonce();
			await expect(launch(config(), on, dyingJournal(journal, turn, turn % 2 === 0), quiet)).rejects.toThrow("killed");
			const record = await launch(config(), on, journal, quiet);
			expect({ turn, transactions: (await nonce()) - start }).toEqual({ turn, transactions: 9 });
			expect(record).toMatchObject({ complete: true, abandoned: [] });
			await rpc(url, "evm_revert", [state]);
			state = await rpc<string>(url, "evm_snapshot");
		}
		on.provider.destroy();
	}, 240_000);

	test("plans offering and token anew when another transaction took the token's nonce", async () => {
		const on = await connect(url, ANVIL_KEYS[0], 5);
		const journal = fileJournal(join(folder, "taken"), ANVIL_CHAIN_ID, "openlm");
		// Written: forwarder planned, sent, there; the pair planned, the offering sent, there.
		await expect(launch(config(), on, dyingJournal(journal, 6, true), quiet)).rejects.toThrow("killed");
		await mined(await deployer.sendTransaction({ to: treasury, value: 1n }));
		const record = await launch(config(), on, journal, quiet);
		expect(record.complete).toBe(true);
		expect(record.abandoned).toHaveLength(2);
		on.provider.destroy();
	}, 30_000);

	test("names every problem of its file at once", () => {
		const path = join(folder, "wrong.json");
		writeFileSync(
			path,
			JSON.stringify({ ...launchTerms(ETH, "0x12", deployer.address), id: "Open LM", router: { gas: 1 } }),
		);
		const { status, stderr } = runScript("launch.ts", "--config", path, "--rpc", url, "--key-env", "LAUNCH_KEY");
		expect(status).toBe(1);
		for (const part of ["id:", "token.allocations.0.account", "router"]) expect(stderr).toContain(part);
	});
});
