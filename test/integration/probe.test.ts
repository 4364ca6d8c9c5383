import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { probeToken } from "../../functions/app/probe-token.ts";
import { readConfig } from "../../functions/config.ts";
import { delegationCode } from "../../functions/core/eip7702.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Probe, ProbeCheck } from "../../functions/core/probe.ts";
import type { Token } from "../../functions/core/stage.ts";
import { wirePorts } from "../../functions/wire.ts";
import { deployForeign, ETHER, sharesArgs } from "../given/foreign.ts";
import { aChain, aLane, aStage, aToken } from "../given/stage.ts";
import { startWorld, type World } from "../given/world.ts";

let world: World;
let chain: Chain;
let reference: Address;
let ora: Address;
beforeAll(async () => {
	world = await startWorld(2);
	chain = world.ports.chain(31337);
	reference = await deployForeign(world, "ReferenceToken", ...sharesArgs(world), 80);
	ora = await deployForeign(world, "OraToken", ...sharesArgs(world), 80, 100);
}, 60_000);
afterAll(() => world.stop());

const check = (probe: Probe, name: string): ProbeCheck | undefined => probe.checks.find((one) => one.check === name);
const failed = (probe: Probe): string[] => probe.checks.filter(({ ok }) => !ok).map((one) => one.check);
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

describe("a probe", () => {
	test("knows our own token, and that it trusts the stage's forwarder", async () => {
		const { address, forwarder } = world.ports.tokens[0] as Token;
		const probe = await probeToken(chain, address, forwarder?.address);
		expect(probe).toMatchObject({ dialect: "imo-relay" });
		expect(failed(probe)).toEqual([]);
		expect(check(probe, "interface")?.detail).toContain("ERC-165");
		expect(check(probe, "forwarder")?.detail).toBe(`it trusts ${forwarder?.address}`);
		expect(check(probe, "erc20-revenue")?.detail).toContain("claimableERC20");
		expect(check(probe, "on-behalf")?.detail).toBe("claimForMany");
		expect(check(probe, "snapshot")?.detail).toContain("RevShare");
	});
	test("finds a forwarder of the stage file that the token does not trust", async () => {
		const { address } = world.ports.tokens[0] as Token;
		const probe = await probeToken(chain, address, reference);
		expect(check(probe, "forwarder")).toMatchObject({ ok: false, detail: `the token does not trust ${reference}` });
		expect(check(probe, "forwarder")?.remedy).toContain("stage file");
	});
	test("knows the reference before and after its snapshots", async () => {
		const before = await probeToken(chain, reference);
		expect(before.dialect).toBe("erc7641-reference");
		expect(failed(before)).toEqual([]);
		expect(check(before, "snapshot")?.detail).toContain("interval is too short");
		expect(check(before, "claim-window")?.detail).toContain("not seen");
		await take(reference, 3, 1_001);
		const after = await probeToken(chain, reference);
		expect(after.dialect).toBe("erc7641-reference");
		expect(check(after, "claim-window")?.detail).toContain("open for all 3");
		expect(check(after, "claim-batch")?.ok).toBe(true);
	}, 60_000);
	test("knows ORA's token, its interval and its window of two snapshots", async () => {
		const before = await probeToken(chain, ora);
		expect(before.dialect).toBe("ora");
		expect(failed(before)).toEqual([]);
		expect(check(before, "claim-window")?.detail).toContain("latest 2");
		await take(ora, 4, 1);
		const after = await probeToken(chain, ora);
		expect(after.dialect).toBe("ora");
		expect(check(after, "snapshot")?.detail).toMatch(/^not now: .*, 100 s apart$/);
		expect(check(after, "claim-window")?.detail).toBe("the latest 2 can be claimed, older ones not");
		await world.rpc("evm_increaseTime", [200]);
		await world.mine();
		expect(check(await probeToken(chain, ora), "snapshot")?.detail).toBe("anybody may take one now, 100 s apart");
	}, 60_000);

	test("tells that only some may take snapshots, and that anybody may claim for a holder", async () => {
		const owned = await deployForeign(world, "OwnedToken", ...sharesArgs(world));
		await world.mine();
		const probe = await probeToken(chain, owned);
		expect(failed(probe)).toEqual(["snapshot"]);
		expect(check(probe, "snapshot")?.detail).toMatch(/^a stranger's snapshot reverts: error 0x/);
		expect(check(probe, "on-behalf")?.detail).toContain("claim(address)");
	});
	test("refuses a token with a forwarder and a multicall, and says why", async () => {
		const token = await deployForeign(world, "MulticallToken", ...sharesArgs(world), world.laneAddress);
		const probe = await probeToken(chain, token);
		expect(probe.dialect).toBeUndefined();
		expect(probe.refusal).toContain("anybody could claim for anybody");
		expect(failed(probe)).toEqual(["multicall"]);
		expect(check(probe, "forwarder")?.detail).toContain(world.laneAddress);
	});
	test("finds no ERC-7641 in a plain ERC-20, and names what is missing", async () => {
		const asset = await deployForeign(world, "TestAsset", "Asset", 18);
		const probe = await probeToken(chain, asset);
		expect(probe.refusal).toBe("not ERC-7641: it has no claimableRevenue, claim, snapshot, redeemableOnBurn, burn");
		expect(check(probe, "dialect")?.detail).toContain("not ora: it has no totalSupplyAt");
	});
	test("finds no contract at an account with a key, delegated or not", async () => {
		expect(await probeToken(chain, world.laneAddress)).toMatchObject({ refusal: "there is no code at this address" });
		const [holder] = world.holders;
		await world.rpc("anvil_setCode", [holder?.address, delegationCode(reference)]);
		expect((await probeToken(chain, holder?.address as Address)).refusal).toContain("EIP-7702");
	});
	test("sees through a proxy, and says whose code it runs", async () => {
		const behind = await deployForeign(world, "ReferenceToken", ...sharesArgs(world), 80);
		const clone = await deployForeign(world, "ReferenceToken", ...sharesArgs(world), 80);
		const own = await code(clone);
		const minimal = `0x363d3d373d3d3d363d73${behind.slice(2)}5af43d82803e903d91602b57fd5bf3`;
		await world.rpc("anvil_setCode", [clone, minimal]);
		const probe = await probeToken(chain, clone);
		expect(probe.dialect).toBe("erc7641-reference");
		expect(check(probe, "contract")?.detail).toBe(`an EIP-1167 proxy of ${behind}`);
		await world.rpc("anvil_setCode", [clone, own]);
		const slot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
		await world.rpc("anvil_setStorageAt", [clone, slot, `0x${behind.slice(2).padStart(64, "0")}`]);
		const changeable = check(await probeToken(chain, clone), "contract");
		expect(changeable?.detail).toBe(`an EIP-1967 proxy of ${behind}`);
		expect(changeable?.remedy).toContain("probe it again");
	});
});

describe("dialect auto", () => {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-probe-"));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const wired = (tokens: object[]) => {
		const stageFile = join(folder, "stage.json");
		const url = world.provider._getConnection().url;
		const stage = aStage({ chains: [aChain({ rpcUrls: [url] })], tokens, lanes: [aLane()] });
		writeFileSync(stageFile, JSON.stringify(stage));
		const { store, invoker, log } = world.ports;
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
	}, 60_000);
});
