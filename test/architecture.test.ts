import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { stageSchema } from "../functions/core/stage.ts";
import { violationsOf } from "./given/import-rule.ts";
import { cycleIn, filesUnder, importsOf, onlyReexports, textOf, withoutComments } from "./given/source.ts";

const CODE = [".ts", ".tsx", ".mjs", ".cjs"];
const functions = filesUnder("functions", ".ts");
const infra = filesUnder("infra", ...CODE);
const client = filesUnder("client", ".ts");
const web = filesUnder("web", ...CODE);
const tests = filesUnder("test", ".ts");
const solidity = ["src", "test", "script"].flatMap((folder) => filesUnder(`contracts/${folder}`, ".sol"));
const code = [...functions, ...client, ...infra, ...web];
const imports = code.filter((path) => !path.endsWith(".d.ts")).flatMap((path) => importsOf(path));
const sized = [...code, ...filesUnder("contracts/src", ".sol")].filter((path) => !path.includes("functions/core/abi/"));
/** Tests are longer than what they test, so only the limit is theirs too, and not the median. */
const limited = [
	...sized,
	...solidity.filter((path) => !sized.includes(path)),
	...["test", "contracts/script", "examples"].flatMap((folder) => filesUnder(folder, ...CODE, ".js")),
	...filesUnder("web", ".css"),
];

const linesOf = (path: string): number => textOf(path).trimEnd().split("\n").length;
const median = (all: number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
const those = (paths: string[], fails: (text: string) => boolean): string[] =>
	paths.filter((path) => fails(withoutComments(textOf(path))));
const one = (from: string, to: string, typeOnly = false) => [{ from, to, typeOnly }];

describe("imports", () => {
	test("follow the rule", () => expect(violationsOf(imports)).toEqual([]));

	test.each([
		["functions/core/claim.ts", "node:fs"],
		["functions/core/claim.ts", "functions/app/a.ts"],
		["functions/core/claim.ts", "abitype"],
		["functions/app/a.ts", "ethers"],
		["functions/app/a.ts", "functions/adapters/store/memory.ts"],
		["functions/adapters/store/a.ts", "functions/app/a.ts"],
		["functions/adapters/store/a.ts", "functions/config.ts"],
		["functions/adapters/chain/a.ts", "@aws-sdk/client-dynamodb"],
		["functions/wire.ts", "functions/handlers/claims.ts"],
		["functions/handlers/a.ts", "functions/adapters/store/memory.ts"],
		["functions/handlers/a.ts", "functions/handlers/b.ts"],
		["functions/other.ts", "functions/core/claim.ts"],
		["web/page.ts", "functions/core/claim.ts"],
		["client/client.ts", "functions/core/fault.ts"],
		["client/client.ts", "ethers"],
		["infra/local/start.ts", "functions/app/a.ts"],
		["infra/local/start.ts", "functions/wire.ts"],
	])("may not go from %s to %s", (from, to) => expect(violationsOf(one(from, to))).toHaveLength(1));

	test("of types alone may go where the rule says so", () => {
		expect(violationsOf(one("functions/core/a.ts", "abitype", true))).toEqual([]);
		expect(violationsOf(one("functions/handlers/a.ts", "aws-lambda"))).toHaveLength(1);
	});
	test("are seen in every form", () => {
		const text = `import a, {\n b } from "./a.ts";\nimport type { C } from "x";\nexport * from "../d.ts";\nimport "e";
			const f = await import("./f.ts"); // import "g"\n/* import "h" */`;
		expect(importsOf("functions/core/z.ts", text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
			["functions/core/a.ts", false],
			["x", true],
			["functions/d.ts", false],
			["e", false],
			["functions/core/f.ts", false],
		]);
	});
	test("have no cycle", () => {
		expect(cycleIn(imports)).toBeUndefined();
		expect(cycleIn([...one("a", "b"), ...one("b", "c"), ...one("c", "b")])).toEqual(["b", "c", "b"]);
	});
	test("name files as they are, by no alias", () => {
		const { compilerOptions } = JSON.parse(textOf("tsconfig.json"));
		expect(compilerOptions).not.toHaveProperty("paths");
		expect(compilerOptions).not.toHaveProperty("baseUrl");
		const { imports: aliases, dependencies, devDependencies } = JSON.parse(textOf("package.json"));
		expect(aliases).toBeUndefined();
		const packages = [...Object.keys({ ...dependencies, ...devDependencies }), "aws-lambda"];
		const known = ({ to }: { to: string }) =>
			to.startsWith("node:") || packages.some((name) => to === name || to.startsWith(`${name}/`));
		expect(imports.filter((each) => !existsSync(each.to) && !known(each))).toEqual([]);
	});
	test("pass through no barrel", () => {
		expect(functions.filter((path) => /(^|\/)index\.ts$/.test(path))).toEqual([]);
		expect(functions.filter((path) => onlyReexports(textOf(path)))).toEqual([]);
		expect(onlyReexports('// all\nexport * from "./a.ts";\nexport { b } from "./b.ts";\n')).toBe(true);
		expect(onlyReexports('export { b } from "./b.ts";\nexport const c = 1;')).toBe(false);
	});
});

describe("tests", () => {
	const mocks = /\bjest\s*\.\s*(mock|doMock|unstable_mockModule|spyOn)\b/;
	const skips = /\b(test|it|describe)\s*\.\s*(skip|only|todo|failing)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(/;

	test("mock nothing", () => {
		expect(those(tests, (text) => mocks.test(text))).toEqual([]);
		expect(mocks.test(["jest", "mock('x')"].join("."))).toBe(true);
	});
	test("are all run: each suite by a test, or by a suite", () => {
		const suites = tests.flatMap((path) =>
			[...textOf(path).matchAll(/^export function (\w+Suite)\(/gm)].map(([, name]) => name),
		);
		const isRun = (suite = ""): boolean =>
			those(tests, (text) => new RegExp(`^\\s*${suite}\\(`, "m").test(text)).length > 0;
		expect(suites.length).toBeGreaterThan(20);
		expect(suites.filter((suite) => !isRun(suite))).toEqual([]);
		expect(isRun("otherSuite")).toBe(false);
	});
	test("are neither skipped nor run alone", () => {
		expect(those(tests, (text) => skips.test(text))).toEqual([]);
		for (const word of ["skip", "only", "todo"]) expect(skips.test(["describe", word].join("."))).toBe(true);
	});
});

describe("sources", () => {
	const environment =
		/\bprocess\s*(\.|\?\.)\s*env\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*(=\s*process\b|from "node:process")/;

	test("read the environment in functions/config.ts alone", () => {
		expect(those(functions, (text) => environment.test(text))).toEqual(["functions/config.ts"]);
		expect(environment.test("const { env } = process;")).toBe(true);
	});
	test("have at most 300 lines", () => {
		expect(limited.filter((path) => linesOf(path) > 300)).toEqual([]);
		expect(sized.length).toBeGreaterThan(50);
		for (const kind of [".test.ts", "-suite.ts", ".t.sol", ".css"])
			expect(limited.filter((path) => path.endsWith(kind)).length).toBeGreaterThan(9);
	});
	test("have 70 lines or fewer at the median", () => {
		expect(median(sized.map(linesOf))).toBeLessThanOrEqual(70);
		expect(median([1, 71, 99])).toBe(71);
	});
	test("in Solidity start with their licence", () => {
		const unlicensed = (text: string) => !text.startsWith("// SPDX-License-Identifier: MIT\n");
		expect(solidity.filter((path) => unlicensed(textOf(path)))).toEqual([]);
		expect(unlicensed("pragma solidity ^0.8.0;")).toBe(true);
	});
	test("lock no package to a registry's host", () => {
		expect(textOf("package-lock.json")).not.toMatch(/"resolved"|registry\./);
	});
});

describe("stages", () => {
	test.each(filesUnder("infra/stages", ".json"))("%s is a valid stage file", (path) => {
		expect(stageSchema.safeParse(JSON.parse(readFileSync(path, "utf8"))).error?.issues ?? []).toEqual([]);
	});
});

describe("serverless.yml", () => {
	type Event = { httpApi?: string | { method: string; path: string } };
	const template: Record<string, { handler: string; events?: Event[] }> = parse(textOf("serverless.yml"), {
		logLevel: "silent",
	}).functions;
	const declared = Object.values(template)
		.flatMap(({ events }) => events ?? [])
		.flatMap(({ httpApi: at }) => (typeof at === "object" ? `${at.method.toUpperCase()} ${at.path}` : (at ?? [])))
		.filter((route) => route !== "*");
	const deployed = declared.filter((route) => !route.startsWith("HEAD "));
	const sources = filesUnder("functions/handlers", ".ts");
	const handlers = sources.filter((path) => !/\/(middleware|routes)\//.test(path));

	test("deploys each route that a handler serves, and no other", () => {
		const served = sources.flatMap((path) =>
			[...textOf(path).matchAll(/\broute\(\s*"([A-Z]+)",\s*"([^"]+)"/g)].map(([, method, at]) => `${method} ${at}`),
		);
		expect(served.length).toBeGreaterThan(0);
		expect(deployed.toSorted()).toEqual(served.toSorted());
	});
	test("sends HEAD of the page's files to the page", () => {
		const pages = (template.page?.events ?? []).map(({ httpApi }) => String(httpApi));
		const heads = pages.filter((one) => one.startsWith("GET ")).map((one) => one.replace("GET", "HEAD"));
		expect(heads.length).toBeGreaterThan(0);
		expect(declared.filter((one) => one.startsWith("HEAD ")).toSorted()).toEqual(heads.toSorted());
	});
	test("deploys each handler once, from its own bundle", () => {
		const bundles = Object.entries(template).map(([name, { handler }]) => [name, handler]);
		const files = handlers.map((path) => path.replace(/^functions\/handlers\/|\.ts$/g, ""));
		expect(bundles.toSorted()).toEqual(files.map((name) => [name, `.build/${name}/index.handler`]).toSorted());
	});
});
