import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as z from "zod/mini";
import { operations } from "../../functions/operator-api.ts";
import { grants } from "../../infra/cloud/grants.ts";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { anyPort, eventually } from "../../infra/local/children.ts";
import { claimOnce } from "../../infra/local/holder.ts";
import { imoRelay, imoRelayAs } from "../given/cli.ts";
import { shapeOf } from "../given/shape-of.ts";
import {
	finalClaim,
	type OutsideChain,
	outsideChain,
	type RunningService,
	startStack,
	TOKEN_ID,
} from "../given/stack.ts";
import { cliStageFileSuite } from "./cli-stage-file-suite.ts";

const ROOT = join(import.meta.dirname, "../..");
const DOC = join(ROOT, "docs/cli.md");
let chain: OutsideChain;
let service: RunningService;
let port: number;
let claimId = "";
const cli = (...args: string[]) => imoRelay([...args, "--port", String(port)], { LANE_KEY_1: ANVIL_KEYS[1] });
const inFolder = (name: string): string => join(chain.folder, name);

beforeAll(async () => {
	chain = await outsideChain(3);
	port = await anyPort();
	service = await startStack(chain, port);
	await chain.earnAndSnapshot(10n ** 18n);
	for (const holder of chain.holders) claimId = (await claimOnce(service.url, TOKEN_ID, holder))?.id ?? "";
	expect((await finalClaim(service.url, claimId)).state).toBe("settled");
	await eventually("the ledger", 90_000, async () => {
		const { tokens } = (await cli("status", "--json")).json<{ tokens: { ledger: { inflowCount: number } }[] }>();
		return (tokens[0]?.ledger.inflowCount ?? 0) > 0 ? true : undefined;
	});
}, 240_000);
afterAll(async () => {
	const file = join(ROOT, `.imo-relay/${port}.json`);
	await service?.interrupt();
	await chain?.stop();
	if (existsSync(file)) throw new Error("the stack has left its file behind");
}, 60_000);

describe("the tool finds the stack that runs here, and", () => {
	test("status shows it: for people, and as documented JSON", async () => {
		const { exit, out, err } = await cli("status");
		expect([exit, err]).toEqual([0, ""]);
		for (const word of ["stage local", "31337 anvil", "anvil-1", "serves", "openlm"]) expect(out).toContain(word);
		expect(out).not.toContain("\u001b"); // no colours where there is no terminal
		const status = z.decode(operations.status.reply, (await cli("status", "--json")).json());
		expect(status.lanes[0]).toMatchObject({ id: "anvil-1", address: chain.lane, paused: false });
		expect(status.tokens[0]).toMatchObject({ id: TOKEN_ID, currentSnapshotId: 1n });
	}, 60_000);

	test("status --watch shows it again and again: a document each, or on a terminal one picture in the place of the other", async () => {
		const watch = ["status", "--watch", "1", "--port", String(port)];
		const documents = await imoRelayAs({ interruptAt: /\n}\n[\s\S]*\n}\n/ }, [...watch, "--json"]);
		const [first, second] = documents.out.split(/\n(?=\{\n)/).map((text) => JSON.parse(text) as { nowMs: number });
		expect((second?.nowMs ?? 0) - (first?.nowMs ?? 0)).toBeGreaterThanOrEqual(1_000);
		expect(documents.err).toBe("");
		const onTerminal = await imoRelayAs({ onTerminal: true, interruptAt: /stage local[\s\S]*stage local/ }, watch);
		const [before, ...pictures] = onTerminal.out.split("\u001b[H\u001b[2J");
		expect(before).toBe("");
		expect(pictures).toHaveLength(2);
		for (const picture of pictures) expect(picture).toContain("\u001b[1mstage local\u001b[22m");
		const never = await cli("status", "--watch", "0");
		expect([never.exit, never.err]).toEqual([2, expect.stringContaining("--watch 0: not a number of seconds")]);
	}, 60_000);

	test("colours are for terminals alone, and not under NO_COLOR", async () => {
		const status = ["status", "--port", String(port)];
		const coloured = await imoRelayAs({ onTerminal: true }, status);
		expect(coloured.out).toContain("\u001b[32mserves\u001b[39m");
		const plain = await imoRelayAs({ onTerminal: true, env: { NO_COLOR: "1" } }, status);
		expect([plain.exit, plain.out.includes("\u001b"), plain.out.includes("serves")]).toEqual([0, false, true]);
	}, 60_000);

	test("a reader that goes away ends it, without a word", async () => {
		const watched = await imoRelayAs({ closeAt: /stage local/ }, ["status", "--watch", "1", "--port", String(port)]);
		expect([watched.exit, watched.err]).toEqual([0, ""]);
		for (const args of [["status", "--port", String(port)], ["--help"]])
			expect(await imoRelayAs({ closeAt: "once" }, args)).toMatchObject({ exit: 0, err: "" });
	}, 60_000);

	test("doctor finds nothing wrong: nodes, token, lane, and every function's permissions", async () => {
		const { exit, out } = await cli("doctor", "--json");
		type Finding = { check: string; subject: string; status: string };
		const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Finding[] };
		expect(findings.filter(({ status }) => status === "fail")).toEqual([]);
		expect([exit, ok]).toEqual([0, true]);
		expect(new Set(findings.map(({ check }) => check))).toEqual(
			new Set(["config", "node", "token", "lane", "contract", "function"]),
		);
		const functions = findings.filter(({ check }) => check === "function").map(({ subject }) => subject);
		// Those with a role of their own, but for the one that answers here, and the one that may do nothing.
		const looked = Object.keys(grants).filter((name) => name !== "operator" && name !== "page");
		expect(new Set(functions)).toEqual(new Set(looked));
	}, 60_000);

	test("pause acts at once on the running service, status says so, resume lifts it", async () => {
		expect(await cli("pause", "--token", TOKEN_ID)).toMatchObject({ exit: 0 });
		expect(await (await fetch(`${service.url}/v1/tokens/${TOKEN_ID}`)).json()).toMatchObject({ paused: true });
		expect((await cli("status")).out).toContain("paused token openlm");
		await chain.earnAndSnapshot(10n ** 18n);
		await expect(claimOnce(service.url, TOKEN_ID, chain.holders[0] as never)).rejects.toThrow(/503.*paused/);
		const forced = await cli("snapshot", "--token", TOKEN_ID, "--force");
		expect([forced.exit, forced.out]).toEqual([0, "openlm: not sent: paused\n"]);
		expect((await cli("resume", "--token", TOKEN_ID, "--json")).json()).toEqual({ lifted: true, pauses: [] });
		const claim = await claimOnce(service.url, TOKEN_ID, chain.holders[0] as never);
		expect((await finalClaim(service.url, claim?.id ?? "")).state).toBe("settled");
	}, 120_000);

	test("snapshot --dry-run sends nothing and shows what the verdict rests on", async () => {
		const { results } = (await cli("snapshot", "--dry-run", "--json")).json<{ results: Record<string, unknown>[] }>();
		expect(results).toMatchObject([{ tokenId: TOKEN_ID, sent: false, reason: "dry_run", facts: { pendingWei: "0" } }]);
	}, 60_000);

	test("sweep says that there is nothing to sweep", async () => {
		expect((await cli("sweep")).out).toBe("there is nothing to sweep\n");
	}, 60_000);

	test("claims are listed, shown, and a final one is not retried: its holder has to sign anew", async () => {
		const holder = chain.holders[2]?.address ?? "";
		const listed = (await cli("claims", "list", "--holder", holder, "--json")).json<{ claims: { id: string }[] }>();
		expect(listed.claims.map(({ id }) => id)).toEqual([claimId]);
		expect((await cli("claims", "show", claimId)).out).toMatch(/state {7}settled[\s\S]*snapshot 1: [\d.]+ ETH to 0x/);
		const retried = await cli("claims", "retry", claimId);
		expect([retried.exit, retried.out]).toEqual([4, ""]);
		expect(retried.err).toContain("sign a new claim");
	}, 60_000);

	test("statement and verify hold, by the stack and by a node alone; one that was tampered with does not", async () => {
		const [json, csv] = [inFolder("s.json"), inFolder("s.csv")];
		expect((await cli("statement", "--out", json)).exit).toBe(0);
		expect((await cli("statement", "--out", csv, "--format", "csv")).exit).toBe(0);
		expect((await cli("statement", "verify", json)).out).toContain("the statement holds");
		const alone = await imoRelay(["statement", "verify", csv, "--rpc", chain.rpcUrl]);
		expect([alone.exit, alone.err]).toEqual([0, ""]);
		const text = readFileSync(csv, "utf8");
		const [, amount = ""] = /,(\d{15,}),/.exec(text.split("\n")[2] ?? "") ?? [];
		writeFileSync(csv, text.replace(`,${amount},`, `,${BigInt(amount) + 1n},`));
		const tampered = await imoRelay(["statement", "verify", csv, "--rpc", chain.rpcUrl, "--json"]);
		expect(tampered.exit).toBe(1);
		expect(tampered.json<{ holds: boolean }>().holds).toBe(false);
	}, 120_000);

	test("replay finds the ledger to be the chain's", async () => {
		const replayed = await cli("replay", "--json");
		expect(replayed.exit).toBe(0);
		expect(replayed.json()).toMatchObject({ tokenId: TOKEN_ID, differences: [] });
	}, 60_000);
});

cliStageFileSuite(() => ({ chain, port, cli, inFolder }));

describe("it ends with", () => {
	test.each<[string, string[], number, RegExp]>([
		["2 for an unknown command", ["statuss"], 2, /Did you mean status/],
		["2 for options that exclude each other", ["pause", "--token", "a", "--lane", "b"], 2, /cannot be used with/],
		["2 for --force without a token", ["snapshot", "--force"], 2, /--token/],
		["4 for an unknown token", ["snapshot", "--token", "nobody"], 4, /no token of that id/],
		["4 for an unknown lane", ["pause", "--lane", "nobody"], 4, /no lane of that id/],
		["0 for help", ["--help"], 0, /^$/],
	])(
		"%s",
		async (_what, args, exit, said) => {
			const ran = await cli(...args);
			expect(ran.exit).toBe(exit);
			expect(ran.err).toMatch(said);
			expect(ran.err).not.toMatch(/\n\s+at /); // no stack of calls
		},
		60_000,
	);
	test("3 where no stack runs, and, asked for it, with the stack of calls", async () => {
		const ran = await imoRelay(["status", "--port", "1", "--json"]);
		expect(ran.exit).toBe(3);
		expect(JSON.parse(ran.err)).toMatchObject({ error: { code: "no_stack" } });
		expect((await imoRelay(["status", "--port", "1", "--debug"])).err).toMatch(/\n\s+at /);
	}, 60_000);
});

// Last: `WRITE_CLI=1` writes what the commands print into the document; without it the document is held against them.
test("docs/cli.md shows what the commands print", async () => {
	const names: [string, string][] = [
		["my-stage.json", inFolder("doc.json")],
		["2026-11.json", inFolder("2026-11.json")],
		["2026-11.csv", inFolder("2026-11.csv")],
		["0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512", chain.deployed.token],
		["https://rpc.example.org", chain.rpcUrl],
		["CLAIM", claimId],
		["HOLDER", chain.holders[2]?.address ?? ""],
	];
	const real = (text: string): string => names.reduce((done, [shown, one]) => done.replaceAll(shown, one), text);
	const shown = (text: string): string =>
		names
			.slice(0, 5)
			.reduce((done, [name, one]) => done.replaceAll(one, name), text)
			.replaceAll(chain.stageFile, "stage.json");
	let doc = readFileSync(DOC, "utf8");
	const blocks = [...doc.matchAll(/```console\n\$ npx imo-relay ([^\n]*)\n([\s\S]*?)```/g)];
	expect(blocks.length).toBeGreaterThanOrEqual(12);
	for (const [block, command = "", printed = ""] of blocks) {
		const { out, err } = await cli(...real(command).split(" "));
		const now = shown(`${out}${err}`).trimEnd();
		doc = doc.replace(block, () => `\`\`\`console\n$ npx imo-relay ${command}\n${now}\n\`\`\``);
		if (!process.env.WRITE_CLI) expect([command, ...shapeOf(now)]).toEqual([command, ...shapeOf(printed)]);
	}
	if (process.env.WRITE_CLI) writeFileSync(DOC, doc);
}, 180_000);
