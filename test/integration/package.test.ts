import { execFile } from "node:child_process";
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { tokensReply } from "../../functions/api.ts";
import { http, route } from "../../functions/handlers/middleware/http.ts";
import { operate } from "../../functions/handlers/middleware/operate.ts";
import { operatorWork } from "../../functions/handlers/routes/operator.ts";
import { imoRelayAs } from "../given/cli.ts";
import { keptLog } from "../given/http.ts";
import { serve, serveFunction } from "../given/serve.ts";
import { type ServedWorld, startServedWorld } from "../given/served-world.ts";
import { LANE_KEY, owedWei, TOKEN_ID } from "../given/world.ts";

const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const env = { ...process.env, NODE_OPTIONS: "" };
let folder: string;
let brought: string[];
const inFolder = (file: string): string => join(folder, file);
const installed = (file: string): string => inFolder(join("node_modules/imo-relay", file));

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "imo-relay-package-"));
	const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: ROOT, env });
	const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string }];
	writeFileSync(inFolder("package.json"), '{ "name": "consumer", "type": "module" }');
	// Offline, and from an empty cache: whatever were still to be fetched would be missed.
	const flags = ["--offline", "--cache", inFolder("cache"), "--no-audit", "--no-fund"];
	await run("npm", ["install", ...flags, inFolder(filename)], { cwd: folder, env });
	brought = readdirSync(inFolder("node_modules")).filter((name) => !name.startsWith("."));
	// What the consumer itself would have.
	mkdirSync(inFolder("node_modules/@types"));
	for (const name of ["ethers", "viem", "@types/node"])
		symlinkSync(join(ROOT, "node_modules", name), inFolder(`node_modules/${name}`));
	cpSync(join(ROOT, "examples"), inFolder("examples"), { recursive: true });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
	test("brings nothing else along, and of itself only what is built", () => {
		expect(brought).toEqual(["imo-relay"]);
		const top = readdirSync(installed("."));
		const known = ["CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "bin", "dist", "package.json"];
		expect(top.filter((name) => !known.includes(name))).toEqual([]);
		const { dependencies = {}, exports } = JSON.parse(readFileSync(installed("package.json"), "utf8"));
		expect(dependencies).toEqual({});
		const targets = Object.values(exports).flatMap((one) =>
			typeof one === "string" ? one : Object.values(one as object),
		);
		expect(targets.filter((path) => !existsSync(installed(path)))).toEqual([]);
	});
	test("has a client that plain JavaScript uses, and that needs nothing of Node", async () => {
		const reply = { tokens: [] };
		const api = await serve(
			http([route("GET", "/v1/tokens", { reply: tokensReply, run: async () => reply })], keptLog()),
		);
		const script = `import { imoRelay, RelayError } from "imo-relay/client";
			const relay = imoRelay({ url: process.argv[1] });
			const refused = await relay.showClaim("0x01").catch((error) => error);
			console.log(JSON.stringify([await relay.tokens(), refused instanceof RelayError, refused.code]));`;
		try {
			const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script, api.url], {
				cwd: folder,
				env,
			});
			expect(JSON.parse(stdout)).toEqual([[], true, "unknown_route"]);
		} finally {
			await api.stop();
		}
		expect(readFileSync(installed("dist/client.js"), "utf8")).not.toMatch(
			/\b(import|require)\b[^;]*["']|process\.|Buffer/,
		);
	}, 30_000);
	test.each(["nodenext", "bundler"])(
		"has types that a strict consumer's code agrees with (%s)",
		async (resolution) => {
			writeFileSync(inFolder("consumer.ts"), CONSUMER);
			for (const [name, path] of Object.entries(DOCUMENTS)) writeFileSync(inFolder(name), typescriptOf(path));
			const options = {
				strict: true,
				noEmit: true,
				target: "es2022",
				lib: ["es2022", "dom", "dom.iterable"],
				types: ["node"],
				skipLibCheck: false,
				module: resolution === "bundler" ? "esnext" : "nodenext",
				moduleResolution: resolution,
			};
			writeFileSync(
				inFolder("tsconfig.json"),
				JSON.stringify({
					compilerOptions: options,
					files: ["consumer.ts", "examples/claim.ts", ...Object.keys(DOCUMENTS)],
				}),
			);
			const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
			const { stdout } = await run(process.execPath, [tsc, "-p", folder], { env }).catch((error) => error);
			expect(
				stdout
					.split("\n")
					.filter((line: string) => /^(consumer|examples|readme|client|node_modules\/imo-relay)/.test(line)),
			).toEqual([]);
		},
		60_000,
	);
	describe("and an example claims for a holder without ETH", () => {
		let world: ServedWorld;
		beforeAll(async () => {
			world = await startServedWorld(2);
			await world.earnAndSnapshot(10n ** 18n);
		}, 60_000);
		afterAll(() => world?.stop());

		test("and the operator's tool, on a terminal, makes a stage file by asking, and examines it", async () => {
			const rpcUrl = world.provider._getConnection().url;
			const address = world.ports.tokens[0]?.address ?? "";
			const typed = [
				{ after: /The token's address/, text: `${address}\r` },
				{ after: /A node of its chain/, text: `${rpcUrl}\r` },
				{ after: /What it is called in paths/, text: "\r" },
				{ after: /What signs/, text: "\r" },
				{ after: /waits for this much revenue/, text: "\r" },
			];
			const file = inFolder("asked.json");
			const given = { tool: installed("bin/imo-relay.mjs"), cwd: folder, onTerminal: true };
			const asked = await imoRelayAs({ ...given, typed }, ["init", "--stage-file", file]);
			expect([asked.exit, asked.out]).toEqual([0, expect.stringContaining("\u001b[32mwritten\u001b[39m")]);
			expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ tokens: [{ address }] });
			const env = { LANE_KEY_1: LANE_KEY };
			const examined = await imoRelayAs({ ...given, env }, ["doctor", "--stage-file", file]);
			expect([examined.exit, examined.out]).toEqual([0, expect.stringContaining("nothing is wrong")]);
		}, 60_000);

		test("and the operator's tool asks a stack's function", async () => {
			const { ports } = world;
			const server = await serveFunction(
				operate(
					operatorWork(ports, "local", async () => []),
					ports.log,
				),
			);
			mkdirSync(inFolder(".imo-relay"));
			const running = { pid: process.pid, url: world.url, functionPrefix: "imo-relay-local-", stageFile: "stage.json" };
			writeFileSync(inFolder(".imo-relay/1.json"), JSON.stringify({ ...running, lambdaEndpoint: server.url }));
			try {
				const given = { tool: installed("bin/imo-relay.mjs"), cwd: folder };
				const status = await imoRelayAs(given, ["status", "--json"]);
				expect([status.exit, status.err]).toEqual([0, ""]);
				expect(status.json()).toMatchObject({ stage: "local", tokens: [{ id: TOKEN_ID, currentSnapshotId: "1" }] });
				expect((await imoRelayAs(given, ["claims", "list"])).out).toBe("no claim is open\n");
				expect(server.asked).toEqual(Array(2).fill("/2015-03-31/functions/imo-relay-local-operator/invocations"));
			} finally {
				await server.stop();
			}
		}, 60_000);

		test.each([
			["examples/claim.ts", process.execPath, 0],
			["examples/claim.sh", "bash", 1],
		])(
			"%s",
			async (file, command, at) => {
				const holder = world.holders[at] as HDNodeWallet;
				const [token] = world.ports.tokens;
				const given = { API: world.url, TOKEN: TOKEN_ID, KEY: holder.privateKey, HOLDER: holder.address };
				const known = { TOKEN_ADDRESS: token?.address, CHAIN_ID: String(token?.chainId) };
				const PATH = `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}`;
				const owed = await owedWei(world, holder.address);
				const running = run(command, [file], { cwd: folder, env: { ...env, ...given, ...known, PATH } });
				const { stdout } = await world.turning(running);
				expect(stdout).toMatch(/accepted[\s\S]*settled/);
				expect(await world.balance(holder.address)).toBe(owed);
				expect((await run(command, [file], { cwd: folder, env: { ...env, ...given, ...known, PATH } })).stdout).toMatch(
					/nothing to claim/,
				);
			},
			60_000,
		);
	});
	test("has the operator's tool, with the licences of all that is bundled in it", async () => {
		const tool = inFolder("node_modules/.bin/imo-relay");
		const { stdout } = await run(process.execPath, [tool, "--help"], { cwd: folder, env });
		expect(stdout).toMatch(/^Usage: imo-relay/);
		const wrong = await run(process.execPath, [tool, "no-such-command"], { cwd: folder, env }).catch((error) => error);
		expect([wrong.code, wrong.stderr.includes("    at ")]).toEqual([2, false]);
		const notices = readFileSync(installed("dist/THIRD-PARTY.txt"), "utf8");
		for (const name of ["ethers", "commander", "zod"]) expect(notices).toMatch(new RegExp(`^${name} \\d+`, "m"));
	});
	test("knows the API by heart", () => {
		const { openapi, info } = JSON.parse(readFileSync(installed("dist/openapi.json"), "utf8"));
		expect([openapi, info.version]).toEqual([
			"3.1.0",
			JSON.parse(readFileSync(installed("package.json"), "utf8")).version,
		]);
	});
});

const DOCUMENTS = { "readme.ts": "README.md", "client.ts": "docs/client.md" };
/** The document's first block of TypeScript. */
function typescriptOf(path: string): string {
	const block = /```typescript\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, path), "utf8"))?.[1];
	if (!block) throw new Error(`${path} has no TypeScript`);
	return block;
}

const CONSUMER = `
import { type Claim, type FaultCode, imoRelay, RelayError, type Signer } from "imo-relay/client";
import { BrowserProvider, Wallet } from "ethers";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const relay = imoRelay({ url: "https://example.org" });
const token = { id: "openlm", address: "0x", chainId: 1 };
const account = privateKeyToAccount("0x");
declare const ethereum: { request(call: { method: string; params?: unknown[] }): Promise<unknown> };
const signers: Signer[] = [
	new Wallet("0x"),
	await new BrowserProvider(ethereum).getSigner(),
	account,
	createWalletClient({ account, transport: custom(ethereum) }),
	ethereum,
];
for (const signer of signers) {
	try {
		const { id } = await relay.claim({ token, holder: "0x", signer });
		for await (const claim of relay.follow(id, { signal: AbortSignal.timeout(1) })) {
			const state: Claim["state"] = claim.state;
			const code: FaultCode | undefined = claim.code;
			console.log(state, code, claim.outcome?.payments[0]?.amount.length);
		}
	} catch (error) {
		if (error instanceof RelayError && error.code === "claim_in_progress") console.log(error.facts.claimId);
		// @ts-expect-error no such code
		if (error instanceof RelayError && error.code === "made_up") console.log();
	}
}
await relay.giveMandate({ token, holder: "0x", signer: new Wallet("0x"), delegate: "0x" });
await relay.giveMandate({ token, holder: "0x", signer: account, delegate: "0x" });
// @ts-expect-error a delegate has to be named
await relay.giveMandate({ token, holder: "0x", signer: account });
`;
