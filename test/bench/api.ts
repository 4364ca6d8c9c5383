// `npm run bench:api`: how much of the API openapi.json shows by example, whether it is valid, and what the client weighs
// beside the libraries that it does without, in the same run. `--json FILE` writes the figures.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { Validator } from "@seriousme/openapi-schema-validator";
import { build } from "esbuild";
import { faults } from "../../functions/core/fault.ts";
import { apiRoutes, EXAMPLES, type Examples, openApi, operationOf } from "../../infra/openapi/document.ts";
import { documentChecker } from "../given/document.ts";
import { type Figure, reached, writeFigures } from "./figures.ts";

const { values } = parseArgs({ options: { json: { type: "string" } } });
const routes = apiRoutes();
const examples = JSON.parse(readFileSync(EXAMPLES, "utf8")) as Examples;
const document = openApi("0.0.0", examples);
const check = documentChecker(document);

const shown = routes.filter((one) => {
	const operation = operationOf(one);
	const all = Object.values(examples[operation] ?? {});
	const wrong = all.flatMap(({ body, reply }) => [
		...(body === undefined ? [] : check.ofBody(operation, body)),
		...check.ofReply(operation, one.shapes.status ?? 200, reply),
	]);
	return all.length > 0 && wrong.length === 0;
});
const { valid } = await new Validator().validate(structuredClone(document));
const text = JSON.stringify(document);
const codes = Object.keys(faults).filter((code) => text.includes(`"#/components/examples/${code}"`));

async function gzipKb(contents: string): Promise<number> {
	const { outputFiles } = await build({
		stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
		bundle: true,
		minify: true,
		write: false,
		format: "esm",
		platform: "browser",
	});
	return Math.round(gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 100) / 10;
}
const client = await gzipKb('export { imoRelay } from "./client/client.ts"');
const ethers = await gzipKb('export { BrowserProvider, Contract } from "ethers"');
const viem = await gzipKb('export { createWalletClient, createPublicClient, custom } from "viem"');

const figures: Figure[] = [
	{
		key: "api.operations-with-examples",
		value: shown.length,
		unit: "operations",
		goal: `>= ${routes.length}`,
		against: `${routes.length} operations served; document ${valid ? "valid" : "INVALID"} OpenAPI 3.1, ${Object.values(examples).flatMap(Object.keys).length} examples`,
	},
	{ key: "api.codes-shown", value: codes.length, unit: "codes", against: `${Object.keys(faults).length} in the table` },
	{
		key: "api.client-gzip-kb",
		value: client,
		unit: "kB",
		goal: "<= 6",
		against: `ethers' BrowserProvider and Contract ${ethers} kB, viem's two clients ${viem} kB`,
	},
];
for (const figure of figures)
	process.stdout.write(
		`${figure.key.padEnd(30)} ${String(figure.value).padStart(6)} ${figure.unit.padEnd(10)} ${(figure.goal ?? "").padEnd(6)} ${figure.against}${reached(figure) ? "" : "  MISSED"}\n`,
	);
if (values.json) writeFigures(values.json, "api", figures);
if (!valid || !figures.every(reached)) process.exitCode = 1;
