import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { formatEther } from "ethers";
import { rpc } from "../../infra/local/anvil.ts";
import { eventually } from "../../infra/local/children.ts";
import { get } from "../../infra/local/holder.ts";
import { seriousFindings } from "../given/axe.ts";
import { button, claimButton, cutLabels, see } from "../given/on-page.ts";
import { type PageWorld, startPageWorld } from "../given/page-world.ts";
import { TOKEN_ID } from "../given/stack.ts";
import { pageAccountsSuite } from "./page-accounts-suite.ts";
import { pageClaimsSuite } from "./page-claims-suite.ts";

const REVENUE = 10n ** 18n;
let world: PageWorld;

beforeAll(async () => {
	world = await startPageWorld();
	const { chain } = world;
	// Who claims owns no ETH; who buys, does.
	for (const at of [0, 1, 2, 3]) await rpc(chain.rpcUrl, "anvil_setBalance", [world.holder(at).address, "0x0"]);
	const from = (at: number, value: bigint) =>
		rpc(chain.rpcUrl, "eth_sendTransaction", [
			{ from: world.holder(at).address, to: chain.deployed.token, value: `0x${value.toString(16)}` },
		]);
	await from(4, REVENUE / 4n);
	await chain.earnAndSnapshot((REVENUE * 3n) / 4n);
	await from(5, REVENUE / 2n);
	await from(4, REVENUE / 2n);
	await chain.earnAndSnapshot(REVENUE);
}, 180_000);
afterAll(async () => {
	await world?.stop();
}, 30_000);

describe("without a wallet", () => {
	test("one sees which model it is, what it has earned, and its snapshots", async () => {
		const { page, problems } = await world.visit();
		await page.getByRole("heading", { level: 1, name: "OpenLM 1" }).waitFor();
		await see(page, "example.org/openlm/openlm-1");
		await see(page, /sha256:6f1c2b0f0f…/);
		await see(page, "No. 2");
		expect(await page.getByRole("row", { name: /No\. 2/ }).textContent()).toContain("1.6 ETH");
		// What is not final says so.
		for (const part of [".hero", "section:has(> #snapshots)", ".offering"])
			await page.locator(part).getByText("As of the newest block, which is not final yet.").waitFor();
		expect(await seriousFindings(page)).toEqual([]);
		expect(problems).toEqual([]);
		await page.context().close();
	}, 60_000);

	test("revenue is plotted by snapshot and source once its ledger has it", async () => {
		await eventually("the history of two snapshots", 90_000, async () => {
			const { periods } = await get<{ periods: unknown[] }>(`${world.service.url}/v1/tokens/${TOKEN_ID}/revenue`);
			return periods.length >= 2 ? true : undefined;
		});
		const { page } = await world.visit();
		await page.getByRole("img", { name: /Stacked bars: 3 ETH over 2 periods/ }).waitFor();
		await see(page, "It has earned");
		await page.getByText("The plot as a table").click();
		const rows = await page
			.getByRole("region", { name: "Revenue by snapshot and source" })
			.getByRole("row")
			.allTextContents();
		expect(rows.join(" ")).toMatch(/Snapshot 2.*2 ETH.*Snapshot 1.*1 ETH/);
		await page.context().close();
	}, 120_000);

	test("a pasted address shows what is due and when it expires; a wrong one is told", async () => {
		const { page } = await world.visit();
		await page.getByLabel("Address").fill("0x1234");
		await button(page, "Look").click();
		await see(page, "An address is 0x and 40 hexadecimal digits.");
		await page.getByLabel("Address").fill(`0x${"Aa".repeat(20)}`); // letters of both cases, and not their checksum
		await page.keyboard.press("Enter");
		await see(page, "Look whether the address is right");
		await button(page, "Look at another").click();
		await page.getByLabel("Address").fill(world.holder(0).address);
		await page.keyboard.press("Enter");
		const owed = await world.chain.owedWei(world.holder(0).address);
		const total = page.locator(".total data");
		await total.waitFor();
		expect(await total.getAttribute("title")).toBe(`${formatEther(owed)} ETH`);
		await see(page, /due from 2 snapshots, as of the newest block; the first part expires in 29 days/);
		expect(page.url()).toContain(world.holder(0).address);
		await see(page, "To claim it, connect the wallet that holds this address.");
		expect(await seriousFindings(page)).toEqual([]);
		await page.context().close();
	}, 60_000);

	test("another token can be chosen, and the choice passed on", async () => {
		const { page } = await world.visit();
		await page.getByRole("combobox", { name: "Token" }).selectOption({ label: "Other" });
		await page.waitForURL(/token=other/);
		await page.goBack();
		await page.waitForURL(/\/$/);
		await page.context().close();
	}, 60_000);
});

describe("the page", () => {
	const looks = (["light", "dark"] as const).flatMap((scheme) => [false, true].map((phone) => ({ scheme, phone })));
	test.each(looks)(
		"fits, and can be used by everybody: %j",
		async ({ scheme, phone }) => {
			const { page } = await world.visit({
				accounts: [world.holder(0).address],
				path: `/?holder=${world.holder(0).address}`,
				scheme,
				phone,
			});
			await see(page, "due from 2 snapshots");
			await page.getByRole("img", { name: /Stacked bars/ }).waitFor();
			expect(await cutLabels(page)).toEqual([]);
			expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
			expect(await seriousFindings(page)).toEqual([]);
			await world.screenshot(page, `${phone ? "phone" : "desktop"}-${scheme}`);
			await page.context().close();
		},
		60_000,
	);

	test("is used by keyboard alone: to the content, to a wallet, to the claim, whose end it tells", async () => {
		const { page, wallet } = await world.visit({ accounts: [world.holder(2).address] });
		wallet.declined.add("eth_signTypedData_v4");
		await page.getByRole("heading", { level: 1 }).waitFor();
		await button(page, "Connect Test Wallet").first().waitFor();
		await page.keyboard.press("Tab");
		expect(await page.evaluate("document.activeElement.textContent")).toBe("To the content");
		await page.keyboard.press("Enter");
		const focused = (): Promise<string> => page.evaluate("document.activeElement.textContent");
		const goTo = async (name: string): Promise<void> => {
			for (let presses = 0; (await focused()) !== name && presses < 12; presses++) await page.keyboard.press("Tab");
			expect(await focused()).toBe(name);
		};
		await goTo("Connect Test Wallet");
		await page.keyboard.press("Enter");
		await claimButton(page).waitFor();
		await goTo("Claim, free of gas");
		await page.keyboard.press("Enter");
		await page.getByRole("alert").getByText("You declined in the wallet.").waitFor();
		expect(wallet.asked.filter((method) => method.startsWith("eth_sign"))).toEqual(["eth_signTypedData_v4"]);
		await page.context().close();
	}, 60_000);

	test("gets no more than its own files, and those only once", async () => {
		const { url } = world.service;
		const first = await fetch(`${url}/`, { headers: { "accept-encoding": "br" } });
		expect(first.headers.get("content-encoding")).toBe("br");
		expect(first.headers.get("content-security-policy")).toMatch(
			/default-src 'none'; script-src 'self'; style-src 'self';/,
		);
		const html = await first.text();
		expect(html).not.toMatch(/<script(?![^>]* src=)|<style|style=| on[a-z]+=/);
		const again = await fetch(`${url}/`, { headers: { "if-none-match": first.headers.get("etag") ?? "" } });
		expect(again.status).toBe(304);
		const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? "";
		const asset = await fetch(url + script, { headers: { "accept-encoding": "gzip" } });
		expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
		expect([asset.headers.get("content-encoding"), asset.headers.get("content-type")]).toEqual([
			"gzip",
			"text/javascript; charset=utf-8",
		]);
		for (const path of ["manifest.json", "..%2Findex.mjs", "..%2F..%2Fstage.json", "page.js"])
			expect((await fetch(`${url}/assets/${path}`)).status).toBe(404);
	}, 30_000);
});

pageClaimsSuite(() => world);

pageAccountsSuite(() => world);

// Last: it moves the chain's clock.
describe("the offering", () => {
	test("takes deposits, and after its deadline gives tokens and the refund", async () => {
		const { page, wallet } = await world.connected(4);
		await page.getByRole("heading", { name: "Initial offering" }).waitFor();
		await page.getByLabel("Deposit, in ETH").fill("5");
		await button(page, "Deposit").click();
		await see(page, "Done: it is in a block.");
		await see(page, /125 % of the target/);
		await rpc(world.chain.rpcUrl, "evm_increaseTime", [4_000]);
		await see(page, "It has reached its target", 30_000);
		const before = await world.balance(world.holder(4).address);
		await button(page, "Claim tokens and refund").click();
		await see(page, "This account has nothing left here.", 30_000);
		expect((await world.balance(world.holder(4).address)) - before).toBeGreaterThan(99n * 10n ** 16n);
		expect(wallet.asked.filter((method) => method === "eth_sendTransaction")).toHaveLength(2);
		expect(await seriousFindings(page)).toEqual([]);
		await page.context().close();
	}, 120_000);
});
