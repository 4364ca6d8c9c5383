import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Contract, type HDNodeWallet } from "ethers";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { listTokens } from "../../functions/app/describe-token.ts";
import { forwarderDomain } from "../../functions/app/find-token.ts";
import { probeToken } from "../../functions/app/probe-token.ts";
import { delegationCode } from "../../functions/core/eip7702.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import type { Probe } from "../../functions/core/probe.ts";
import type { ProbeFinding } from "../../functions/core/probe-facts.ts";
import type { Token } from "../../functions/core/stage.ts";
import { signableRequest } from "../../functions/core/typed-data.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import { abiOf, deployForeign, ETHER, sharesArgs } from "../given/foreign.ts";
import { aChain, aLane, aStage, aToken } from "../given/stage.ts";
import { startWorld, type World } from "../given/world.ts";

let world: World;
let reference: Address;
let ora: Address;
beforeAll(async () => {
	world = await startWorld(2);
	reference = await deployForeign(world, "ReferenceToken", ...sharesArgs(world), 80);
	ora = await deployForeign(world, "OraToken", ...sharesArgs(world), 80, 100);
}, 60_000);
afterAll(() => world.stop());

const probe = (address: Address): Promise<Probe> => probeToken(world.ports, { chainId: 31337, address });
const check = (probe: Probe, name: string): ProbeFinding | undefined =>
	probe.findings.find((one) => one.check === name);
const failed = (probe: Probe): string[] => probe.findings.filter(({ pass }) => !pass).map((one) => one.check);
const code = async (address: string): Promise<string> => world.provider.getCode(address);
async function take(token: Address, times: number, blocks: number): Promise<void> {
	for (let time = 0; time < times; time++) {
		await world.operator.sendTransaction({ to: token, value: ETHER });
		await world.rpc("evm_increaseTime", [200]);
		await world.mine(blocks);
		await world.operator.sendTransaction({ to: token, data: "0x9711715a", gasLimit: 400_000 });
		await world.mine();
	}
}

/** What a holder signs for OpenZeppelin's forwarder, executed by anybody. */
async function forwardAs(signer: HDNodeWallet, { to, data }: { to: Address; data: Hex }): Promise<void> {
	const domain = forwarderDomain(world.ports.tokens[0] as Token);
	const request = { from: signer.address as Address, to, value: 0n, gas: 300_000n, data };
	const typed = signableRequest(domain, { ...request, nonce: 0n, deadlineSec: 2n ** 40n });
	const signature = await signer.signTypedData(typed.domain, { [typed.primaryType]: [...typed.fields] }, typed.message);
	await world.forwarder.getFunction("execute")({ ...request, deadline: 2n ** 40n, signature }, { gasLimit: 600_000 });
	await world.mine();
}

describe("a probe", () => {
	test("knows our own token, and that it trusts the stage's forwarder", async () => {
		const { address, forwarder } = world.ports.tokens[0] as Token;
		const found = await probe(address);
		expect(found).toMatchObject({ dialect: "imo-relay" });
		expect(failed(found)).toEqual([]);
		expect(check(found, "interface")?.detail).toContain("ERC-165");
		expect(check(found, "forwarder")?.detail).toBe(`it trusts ${forwarder?.address}`);
		expect(check(found, "erc20-revenue")?.detail).toContain("claimableERC20");
		expect(check(found, "on-behalf")?.detail).toBe("claimForMany");
		expect(check(found, "snapshot")?.detail).toContain("RevShare");
	});
	test("finds a forwarder of the stage file that the token does not trust", async () => {
		const ours = world.ports.tokens[0] as Token;
		const tokens = [{ ...ours, forwarder: { address: reference, name: "Other" } }];
		const found = await probeToken({ ...world.ports, tokens }, ours);
		expect(check(found, "forwarder")).toMatchObject({ pass: false, detail: `the token does not trust ${reference}` });
		expect(check(found, "forwarder")?.remedy).toContain("stage file");
	});
	test("knows the reference before and after its snapshots", async () => {
		const before = await probe(reference);
		expect(before.dialect).toBe("erc7641-reference");
		expect(failed(before)).toEqual([]);
		expect(check(before, "snapshot")?.detail).toContain("interval is too short");
		expect(check(before, "claim-window")?.detail).toContain("not seen");
		await take(reference, 3, 1_001);
		const after = await probe(reference);
		expect(after.dialect).toBe("erc7641-reference");
		expect(check(after, "claim-window")?.detail).toContain("open for all 3");
		expect(check(after, "claim-batch")?.pass).toBe(true);
	}, 60_000);
	test("knows ORA's token, its interval and its window of two snapshots", async () => {
		const before = await probe(ora);
		expect(before.dialect).toBe("ora");
		expect(failed(before)).toEqual([]);
		expect(check(before, "claim-window")?.detail).toContain("latest 2");
		await take(ora, 4, 1);
		const after = await probe(ora);
		expect(after.dialect).toBe("ora");
		expect(check(after, "snapshot")?.detail).toMatch(/^not now: .*, 100 s apart$/);
		expect(check(after, "claim-window")?.detail).toBe("the latest 2 can be claimed, older ones not");
		await world.rpc("evm_increaseTime", [200]);
		await world.mine();
		expect(check(await probe(ora), "snapshot")?.detail).toBe("anybody may take one now, 100 s apart");
	}, 60_000);

	test("tells that only some may take snapshots, and that anybody may claim for a holder", async () => {
		const owned = await deployForeign(world, "OwnedToken", ...sharesArgs(world));
		await world.mine();
		const found = await probe(owned);
		expect(failed(found)).toEqual(["snapshot"]);
		expect(check(found, "snapshot")?.detail).toMatch(/^a stranger's snapshot reverts: error 0x/);
		expect(check(found, "on-behalf")?.detail).toContain("claim(address)");
	});
	test("refuses a token with a forwarder and a multicall, since by both anybody takes what anybody holds", async () => {
		const forwarder = (await world.forwarder.getAddress()) as Address;
		const address = await deployForeign(world, "MulticallToken", ...sharesArgs(world), forwarder);
		const found = await probe(address);
		expect(found.dialect).toBeUndefined();
		expect(found.refusal).toContain("anybody could claim for anybody");
		expect(failed(found)).toEqual(["multicall"]);
		expect(check(found, "multicall")?.remedy).toContain("not served");
		expect(check(found, "forwarder")?.detail).toContain(forwarder);

		// The thief signs for himself, and writes the holder's address behind the inner call.
		const [holder, thief] = world.holders as [HDNodeWallet, HDNodeWallet];
		const token = new Contract(address, abiOf("MulticallToken"), world.provider);
		const before = await token.getFunction("balanceOf")(holder.address);
		const inner = token.interface.encodeFunctionData("transfer", [thief.address, before]) + holder.address.slice(2);
		const data = token.interface.encodeFunctionData("multicall", [[inner]]) as Hex;
		await forwardAs(thief, { to: address, data });
		expect(await token.getFunction("balanceOf")(holder.address)).toBe(0n);
		expect(before).toBeGreaterThan(0n);
	});
	test("keeps what it found", async () => {
		const found = await probe(ora);
		expect(await world.ports.store.probes.get(31337, ora)).toEqual(found);
		expect(found).toMatchObject({ chainId: 31337, address: ora, facts: { intervalSec: 100n } });
		expect(found.findings.every(({ detail }) => detail.length > 0)).toBe(true);
	});
	test("finds no ERC-7641 in a plain ERC-20, and names what is missing", async () => {
		const asset = await deployForeign(world, "TestAsset", "Asset", 18);
		const found = await probe(asset);
		expect(found.refusal).toBe("not ERC-7641: it has no claimableRevenue, claim, snapshot, redeemableOnBurn, burn");
		expect(check(found, "dialect")?.detail).toContain("not ora: it has no totalSupplyAt");
	});
	test("finds no contract at an account with a key, delegated or not", async () => {
		expect(await probe(world.laneAddress)).toMatchObject({ refusal: "there is no code at this address" });
		const [holder] = world.holders;
		await world.rpc("anvil_setCode", [holder?.address, delegationCode(reference)]);
		expect((await probe(holder?.address as Address)).refusal).toContain("EIP-7702");
	});
	test("sees through a proxy, and says whose code it runs", async () => {
		const behind = await deployForeign(world, "ReferenceToken", ...sharesArgs(world), 80);
		const clone = await deployForeign(world, "ReferenceToken", ...sharesArgs(world), 80);
		const own = await code(clone);
		const minimal = `0x363d3d373d3d3d363d73${behind.slice(2)}5af43d82803e903d91602b57fd5bf3`;
		await world.rpc("anvil_setCode", [clone, minimal]);
		const found = await probe(clone);
		expect(found.dialect).toBe("erc7641-reference");
		expect(check(found, "contract")?.detail).toBe(`an EIP-1167 proxy of ${behind}`);
		await world.rpc("anvil_setCode", [clone, own]);
		const slot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
		await world.rpc("anvil_setStorageAt", [clone, slot, `0x${behind.slice(2).padStart(64, "0")}`]);
		const changeable = check(await probe(clone), "contract");
		expect(changeable?.detail).toBe(`an EIP-1967 proxy of ${behind}`);
		expect(changeable?.remedy).toContain("probe it again");
	});
});

describe("dialect auto", () => {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-probe-"));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const wired = (tokens: object[], rpcUrl = world.provider._getConnection().url, store = memoryStore()) => {
		const stageFile = join(folder, "stage.json");
		const stage = aStage({ chains: [aChain({ rpcUrls: [rpcUrl] })], tokens, lanes: [aLane()] });
		writeFileSync(stageFile, JSON.stringify(stage));
		const { invoker, log } = world.ports;
		return wirePorts(readConfig({}, { stageFile, signs: false }), { store, invoker, log });
	};
	const auto = (id: string, address: Address) => {
		const { forwarder: _none, ...rest } = aToken({ id, address, dialect: "auto" });
		return rest;
	};

	test("is what the probe finds, once the ports are ready; a token that is refused has no routes, and says so", async () => {
		const own = (world.ports.tokens[0] as Token).address;
		const ports = wired([auto("ora", ora), auto("own", own), auto("none", world.laneAddress)]);
		const [first, second, third] = ports.tokens as [Token, Token, Token];
		expect(ports.dialect(first).routes).toEqual([]); // nothing is known yet
		await ports.ready;
		expect(ports.dialect(first).routes).toEqual(["mandate"]);
		expect(ports.dialect(first).expiring(5n)).toEqual([4n]);
		expect(ports.dialect(second).routes).toContain("on-behalf");
		expect(ports.dialect(third).routes).toEqual([]);
		await expect(ports.dialect(third).state("latest")).rejects.toMatchObject({ code: "token_not_supported" });
		expect(listTokens(ports).map(({ dialect }) => dialect)).toEqual(["ora", "imo-relay", undefined]);
	}, 60_000);
	test("is the kept probe while that is fresh, also where no node answers; after a day a new one", async () => {
		const store = memoryStore();
		await wired([auto("ora", ora)], undefined, store).ready;
		const kept = (await store.probes.get(31337, ora)) as Probe;
		const nowhere = "http://127.0.0.1:9";
		const offline = wired([auto("ora", ora)], nowhere, store);
		await offline.ready;
		expect(offline.dialect(offline.tokens[0] as Token).name).toBe("ora");
		expect(await store.probes.get(31337, ora)).toEqual(kept);

		const dayAgo = { ...kept, probedAtMs: kept.probedAtMs - 90_000_000 };
		const old = memoryStore();
		await old.probes.put(dayAgo);
		const stillOffline = wired([auto("ora", ora)], nowhere, old);
		await stillOffline.ready;
		expect(stillOffline.dialect(stillOffline.tokens[0] as Token).name).toBe("ora");
		expect(await old.probes.get(31337, ora)).toEqual(dayAgo);
		await wired([auto("ora", ora)], undefined, old).ready;
		expect((await old.probes.get(31337, ora))?.probedAtMs).toBeGreaterThan(dayAgo.probedAtMs);
	}, 60_000);
});
