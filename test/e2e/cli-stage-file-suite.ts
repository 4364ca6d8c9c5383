import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { anyPort } from "../../infra/local/children.ts";
import { imoRelay, imoRelayAs, type Ran } from "../given/cli.ts";
import type { OutsideChain } from "../given/stack.ts";

/** The tool, and the stack that it finds. */
interface On {
	chain: OutsideChain;
	port: number;
	cli(...args: string[]): Promise<Ran>;
	/** A path in the folder that goes with the chain. */
	inFolder(name: string): string;
}

/** Stage files, as init writes them and doctor judges them. */
export function cliStageFileSuite(on: () => On): void {
	describe("from a token's address", () => {
		test("init writes a stage file that doctor passes, and writes over none", async () => {
			const { chain, port, cli, inFolder } = on();
			const file = inFolder("mine.json");
			const args = ["init", "--stage-file", file, "--token", chain.deployed.token, "--rpc", chain.rpcUrl];
			expect((await cli(...args)).exit).toBe(0);
			expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
				tokens: [
					{
						id: "openlm",
						dialect: "imo-relay",
						forwarder: { address: chain.deployed.forwarder, name: "OpenLMForwarder" },
					},
				],
			});
			expect((await cli("doctor", "--stage-file", file)).exit).toBe(0);
			const keyless = await imoRelay(["doctor", "--stage-file", file, "--port", String(port)]);
			expect([keyless.exit, keyless.out.match(/^fail .*$/gm)]).toEqual([
				1,
				[expect.stringContaining("the environment has no LANE_KEY_1")],
			]);
			expect(keyless.out).toContain("pass  token openlm: dialect: imo-relay");
			expect((await cli(...args)).exit).toBe(2);
		}, 60_000);
		test("on a terminal init asks for what no option says, and offers what it has found", async () => {
			const { chain, inFolder } = on();
			const file = inFolder("asked.json");
			const typed = [
				{ after: /The token's address/, text: "0x12\r" },
				{ after: /0x and 40 hexadecimal digits/, text: `\u007f\u007f\u007f\u007f${chain.deployed.token}\r` },
				{ after: /A node of its chain/, text: `${chain.rpcUrl}\r` },
				{ after: /What it is called in paths.*openlm/, text: "\r" },
				{ after: /What signs.*env:LANE_KEY_1/, text: "\r" },
				{ after: /waits for this much revenue.*100000000000000000/, text: "\u007f".repeat(18).concat("7\r") },
			];
			const asked = await imoRelayAs({ onTerminal: true, typed }, ["init", "--stage-file", file]);
			expect([asked.exit, asked.out]).toEqual([0, expect.stringContaining("written")]);
			// It has read the chain meanwhile, and wiped its bar away.
			expect(asked.err).toMatch(/reading the chain █+/);
			expect(asked.err.endsWith("\r\u001b[K")).toBe(true);
			expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
				chains: [{ rpcUrls: [chain.rpcUrl] }],
				tokens: [{ id: "openlm", address: chain.deployed.token, snapshot: { minRevenueWei: "7" } }],
				lanes: [{ sender: { kind: "local", key: "env:LANE_KEY_1" } }],
			});
			const gone = await imoRelayAs({ onTerminal: true, typed: [{ after: /The token's address/, text: "\u0003" }] }, [
				"init",
				"--stage-file",
				inFolder("gone.json"),
			]);
			expect([gone.exit, gone.err, existsSync(inFolder("gone.json"))]).toEqual([
				2,
				expect.stringContaining("nothing was written"),
				false,
			]);
		}, 60_000);
		test("what is no token is refused, and what is missing is named", async () => {
			const { chain, cli, inFolder } = on();
			const file = inFolder("none.json");
			const wrong = await cli("init", "--stage-file", file, "--token", chain.lane, "--rpc", chain.rpcUrl);
			expect([wrong.exit, existsSync(file)]).toEqual([2, false]);
			expect((await cli("init", "--stage-file", file)).err).toContain("missing: --token, --rpc");
		}, 60_000);
		test("doctor tells a contract that is not what the stage file names it as", async () => {
			const { chain, cli, inFolder } = on();
			const file = inFolder("swapped.json");
			const { token, forwarder, oracle } = chain.deployed;
			const where = ["--stage-file", file, "--token", token, "--rpc", chain.rpcUrl, "--claim-mandate", forwarder];
			expect((await cli("init", ...where)).exit).toBe(0);
			const stage = JSON.parse(readFileSync(file, "utf8"));
			stage.chains[0].gasTank = chain.lane;
			stage.tokens[0].offering = oracle;
			stage.tokens[0].sweeps = [{ id: "oracle", kind: "oracle", address: oracle, modelId: "0" }];
			writeFileSync(file, JSON.stringify(stage));
			const { exit, out } = await cli("doctor", "--stage-file", file);
			expect(exit).toBe(1);
			expect(out).toContain(`fail  chain 31337: claimMandate: ${forwarder} does not answer as one`);
			expect(out).toContain(`fail  chain 31337: gasTank: there is no code at ${chain.lane}`);
			expect(out).toContain(`fail  token openlm: offering: ${oracle} does not answer as one`);
			expect(out).toContain(`pass  token openlm: sweep oracle: ${oracle}`);
		}, 60_000);
		test.each([
			["--fee-cap", "1gwei"],
			["--start-block", "x"],
			["--claim-mandate", "0x12"],
		])("init names the option that can't be: %s %s", async (flag, given) => {
			const { cli, inFolder } = on();
			const { exit, err } = await cli("init", "--stage-file", inFolder("odd.json"), flag, given);
			expect([exit, err]).toEqual([2, expect.stringContaining(`${flag} ${given}: not `)]);
		});
		test("doctor says once that no node of a chain answers, and not of each thing that is on it", async () => {
			const { chain, cli, inFolder } = on();
			const file = inFolder("silent.json");
			expect(
				(await cli("init", "--stage-file", file, "--token", chain.deployed.token, "--rpc", chain.rpcUrl)).exit,
			).toBe(0);
			const stage = JSON.parse(readFileSync(file, "utf8"));
			stage.chains[0].rpcUrls = [`http://127.0.0.1:${await anyPort()}`];
			writeFileSync(file, JSON.stringify(stage));
			const { exit, out } = await cli("doctor", "--stage-file", file);
			expect([exit, out.match(/^fail .*$/gm)]).toEqual([1, ["fail  chain 31337, rpcUrls[0]: ECONNREFUSED"]]);
			expect(out).toContain("skip  chain 31337: its tokens, contracts and lanes were not looked at");
		}, 60_000);
		test("doctor names every problem of a stage file at once", async () => {
			const { cli, inFolder } = on();
			const file = inFolder("broken.json");
			writeFileSync(file, JSON.stringify({ chains: [], tokens: [{}], lanes: [] }));
			const { exit, out } = await cli("doctor", "--stage-file", file, "--json");
			expect(exit).toBe(1);
			expect((JSON.parse(out) as { findings: unknown[] }).findings.length).toBeGreaterThan(5);
		}, 60_000);
	});
}
