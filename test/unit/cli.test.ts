import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EXIT, toCliError } from "../../functions/cli/exit.ts";
import { columns, duration, ether, gwei, revenue, short } from "../../functions/cli/format.ts";
import { operatorTool } from "../../functions/cli.ts";
import { ConfigError } from "../../functions/config.ts";
import { Fault } from "../../functions/core/fault.ts";
import { CallError } from "../../functions/core/ports/call-function.ts";

describe("for people", () => {
	test.each([
		[0n, "0 ETH"],
		[1n, "1 wei"],
		[999_999_999_999n, "999999999999 wei"],
		[1_000_000_000_000n, "0.000001 ETH"],
		[10n ** 18n, "1 ETH"],
		[1_234_567_891n * 10n ** 9n, "1.234567 ETH"],
		[10n ** 22n, "10000 ETH"],
	])("%s wei is %s", (wei, text) => expect(ether(wei)).toBe(text));
	test("revenue is ETH and ERC-20s, whichever there are", () => {
		const usd = { asset: `0x${"20".repeat(20)}`, amount: 1_500_000n };
		expect(revenue(0n, [])).toBe("0 ETH");
		expect(revenue(0n, [usd])).toBe("1500000 of 0x202020…2020");
		expect(revenue(10n ** 18n, [usd])).toBe("1 ETH + 1500000 of 0x202020…2020");
	});
	test("an amount is never shown as more than it is, nor as nothing", () => {
		fc.assert(
			fc.property(fc.bigInt(1n, 10n ** 24n), (wei) => {
				const text = ether(wei);
				const [, whole, part = ""] = /^(\d+)(?:\.(\d+))? ETH$/.exec(text) ?? [];
				const shown = whole === undefined ? BigInt(text.split(" ")[0] as string) : BigInt(whole + part.padEnd(18, "0"));
				expect(shown).toBeGreaterThan(0n);
				expect(shown).toBeLessThanOrEqual(wei);
			}),
		);
	});
	test.each([
		[0, "0 s"],
		[59.4, "59 s"],
		[60, "1 min"],
		[3_661, "1 h 1 min"],
		[86_400, "1 d"],
		[90_061, "1 d 1 h"],
		[86_401, "1 d"],
		[-5, "0 s"],
	])("%s seconds are %s", (sec, text) => expect(duration(sec)).toBe(text));
	test("gas prices are in gwei", () => expect(gwei(1_001_000_000n)).toBe("1.001 gwei"));
	test("hashes are cut, short texts are not", () => {
		expect(short(`0x${"ab".repeat(32)}`)).toBe("0xababab…abab");
		expect(short("0xabcd")).toBe("0xabcd");
	});
	test("columns are as wide as their widest cell, whatever colours it has", () => {
		const [, first, second] = columns(
			["A", "B"],
			[
				["\u001b[31mxxxx\u001b[39m", "1"],
				["y", "2"],
			],
		);
		expect(first).toBe("\u001b[31mxxxx\u001b[39m  1");
		expect(second).toBe("y     2");
	});
});

describe("a failure ends with", () => {
	const fileError = (code: string): Error => Object.assign(new Error(code), { code, path: "/a/b.json" });
	test.each<[string, unknown, number, string]>([
		["a stage file's problems", new ConfigError(["a", "b"]), EXIT.usage, "stage_file"],
		["a refusal", new Fault("unknown_claim"), EXIT.refused, "unknown_claim"],
		["silent nodes", new Fault("rpc_unavailable"), EXIT.unreachable, "rpc_unavailable"],
		["a silent table", new Fault("store_unavailable"), EXIT.unreachable, "store_unavailable"],
		["no function", new CallError("missing", "x"), EXIT.unreachable, "function_missing"],
		["no permission", new CallError("denied", "x"), EXIT.unreachable, "function_denied"],
		["nobody there", new CallError("unreachable", "x"), EXIT.unreachable, "function_unreachable"],
		["a function that threw", new CallError("failed", "x"), EXIT.refused, "function_failed"],
		["Ctrl-C at a question", Object.assign(new Error("x"), { name: "ExitPromptError" }), EXIT.usage, "usage"],
		["a folder that is not there", fileError("ENOENT"), EXIT.usage, "usage"],
		["a file that may not be written", fileError("EACCES"), EXIT.usage, "usage"],
		["a mistake of ours", new TypeError("x"), EXIT.internal, "internal"],
	])("%s: its own exit code", (_what, error, exit, code) => {
		expect(toCliError(error)).toMatchObject({ exit, code });
	});
	test("a final claim: what the holder has to do", () => {
		expect(toCliError(new Fault("claim_final")).remedy).toContain("sign a new claim");
	});
});

test("every command says what it does, and shows an example", () => {
	const all = operatorTool().commands.flatMap((one) => [one, ...one.commands]);
	const leaves = all.filter(({ commands }) => commands.length === 0);
	expect(leaves.map((one) => one.name()).toSorted()).toEqual(
		[
			"doctor",
			"init",
			"list",
			"pause",
			"replay",
			"resume",
			"retry",
			"show",
			"snapshot",
			"status",
			"sweep",
			"verify",
		].toSorted(),
	);
	for (const command of leaves) {
		const parts: string[] = [];
		command.configureOutput({ writeOut: (text) => void parts.push(text) }).outputHelp();
		const help = parts.join("");
		expect(command.description()).not.toBe("");
		expect(help).toMatch(/Examples?:\n {2}imo-relay /);
	}
});

test.each(["README.md", "docs/cli.md", "docs/runbook.md"])(
	"%s names only commands and options that there are",
	(path) => {
		const text = readFileSync(join(import.meta.dirname, "../..", path), "utf8");
		const tool = operatorTool();
		const named = [...text.matchAll(/npx imo-relay ([a-z][^`\n|]*)/g)].map(([, line = ""]) => line.trim().split(/\s+/));
		for (const [first = "", second = "", ...rest] of named) {
			const command = tool.commands.find((one) => one.name() === first);
			expect([path, first, command?.name()]).toEqual([path, first, first]);
			const inner = command?.commands.find((one) => one.name() === second) ?? command;
			const known = [tool, command, inner].flatMap((one) => one?.options.map(({ long }) => long) ?? []);
			for (const option of [second, ...rest].filter((word) => word.startsWith("--"))) expect(known).toContain(option);
		}
	},
);
