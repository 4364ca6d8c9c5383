// `npm run bench:web`: the claim page's weight, what axe finds, and how soon it is painted beside an empty page, in the same
// browser and run. The page is before the real local stack. `--json FILE` writes the figures.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import type { PageFile } from "../../functions/core/ports/page-files.ts";
import { bundleWeb } from "../../infra/build/web.ts";
import { seriousFindings } from "../given/axe.ts";
import { type PageWorld, startPageWorld } from "../given/page-world.ts";
import { type Figure, reached, writeFigures } from "./figures.ts";

const { values } = parseArgs({ options: { json: { type: "string" }, runs: { type: "string", default: "15" } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const EMPTY = '<!doctype html><html lang="en"><title>Empty</title><p>Empty</p></html>';
const median = (all: number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

/** Everything that a browser loads of the page: gzipped, and fonts as they are, which gzip does not shrink. */
function weightKb(folder: string): number {
	const loaded = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
		(name) => /(\.gz|\.woff2)$/.test(name) && !/openapi|LEGAL/.test(name),
	);
	return loaded.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1000;
}

/** The built files and the empty page, from one plain server; what is not a file is the API's. */
async function serveBuilt(folder: string, apiUrl: string): Promise<Server> {
	const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Record<string, PageFile>;
	const server = createServer(async ({ url = "/" }, response) => {
		const path = url.split("?")[0] ?? "/";
		const name = path === "/" ? "index.html" : path.slice(1);
		const found = manifest[name];
		if (path === "/empty") return response.setHeader("content-type", "text/html").end(EMPTY);
		if (!found) {
			const answer = await fetch(apiUrl + url);
			return response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
		}
		const isPacked = found.encodings.includes("br");
		response.setHeader("content-type", found.contentType);
		if (isPacked) response.setHeader("content-encoding", "br");
		return response.end(readFileSync(join(folder, isPacked ? `${name}.br` : name)));
	});
	await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
	return server;
}

/** When something was first painted, and when what `selector` names was there, from the start of the navigation. */
async function paintMs(browser: Browser, url: string, selector: string): Promise<{ first: number; content: number }> {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(url);
	await page.locator(selector).first().waitFor();
	const content = (await page.evaluate("performance.now()")) as number;
	await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
	const first = (await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")) as number;
	await context.close();
	return { first, content };
}

async function findings({ visit, holder }: PageWorld): Promise<string[]> {
	const found: string[] = [];
	const path = `/?holder=${holder(0).address}`;
	for (const scheme of ["light", "dark"] as const)
		for (const phone of [false, true])
			for (const look of [{}, { path, accounts: [holder(0).address] }]) {
				const { page } = await visit({ scheme, phone, ...look });
				await page.locator("h1").waitFor();
				await page.locator(".yours form, .yours .total").first().waitFor();
				found.push(...(await seriousFindings(page)));
				await page.context().close();
			}
	return found;
}

const folder = mkdtempSync(join(tmpdir(), "imo-relay-web-"));
const world = await startPageWorld();
try {
	await bundleWeb(folder);
	await world.chain.earnAndSnapshot(10n ** 18n);
	const serious = await findings(world);
	for (const line of serious) print(line);
	const server = await serveBuilt(folder, world.service.url);
	const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const page: { first: number; content: number }[] = [];
	const empty: { first: number; content: number }[] = [];
	for (let run = 0; run < Number(values.runs); run++) {
		page.push(await paintMs(world.browser, `${base}/`, "h1"));
		empty.push(await paintMs(world.browser, `${base}/empty`, "p"));
	}
	server.close();
	const against = `an empty page ${Math.round(median(empty.map(({ first }) => first)))} ms, in the same browser`;
	const rounded = (ms: number[]): number => Math.round(median(ms));
	const figures: Figure[] = [
		{ key: "web.gzip-kb", value: Math.round(weightKb(folder) * 10) / 10, unit: "kB", goal: "<= 150" },
		{ key: "web.axe-serious", value: serious.length, unit: "findings", goal: "<= 0" },
		{ key: "web.first-paint-ms", value: rounded(page.map(({ first }) => first)), unit: "ms", against },
		{
			key: "web.content-ms",
			value: rounded(page.map(({ content }) => content)),
			unit: "ms",
			against: "until the token's name is there, by way of the local stack's API",
		},
	];
	for (const { key, value, unit, goal, against: beside } of figures)
		print(`${key.padEnd(22)} ${value} ${unit}${goal ? ` (goal ${goal})` : ""}${beside ? `, ${beside}` : ""}`);
	if (values.json) writeFigures(values.json, "web", figures);
	process.exitCode = figures.every(reached) ? 0 : 1;
} finally {
	await world.stop();
	rmSync(folder, { recursive: true, force: true });
}
