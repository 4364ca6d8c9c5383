import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { formatEther, type HDNodeWallet } from "ethers";
import type { Page } from "playwright-core";
import { rpc } from "../../infra/local/anvil.ts";
import { eventually } from "../../infra/local/children.ts";
import { get } from "../../infra/local/holder.ts";
import { seriousFindings } from "../given/axe.ts";
import { type PageWorld, startPageWorld } from "../given/page-world.ts";
import { TOKEN_ID } from "../given/stack.ts";

const REVENUE = 10n ** 18n;
let world: PageWorld;

beforeAll(async () => {
	world = await startPageWorld();
	const { chain, holders } = world;
	// Who claims owns no ETH; who buys, does.
	for (const { address } of holders.slice(0, 4)) await rpc(chain.rpcUrl, "anvil_setBalance", [address, "0x0"]);
	const from = (at: number, value: bigint) =>
		rpc(chain.rpcUrl, "eth_sendTransaction", [
			{ from: holder(at).address, to: chain.deployed.token, value: `0x${value.toString(16)}` },
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

const holder = (at: number): HDNodeWallet => world.holders[at] as HDNodeWallet;
const see = (page: Page, text: string | RegExp, timeoutMs = 15_000) =>
	page.getByText(text).first().waitFor({ timeout: timeoutMs });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const claimButton = (page: Page) => button(page, "Claim, free of gas");
const balance = (address: string): Promise<bigint> => world.chain.provider.getBalance(address);

async function connected(at: number, options: Parameters<PageWorld["visit"]>[0] = {}) {
	const visit = await world.visit({ accounts: [holder(at).address], ...options });
	await button(visit.page, "Connect wallet").click();
	await button(visit.page, "Connect Test Wallet").first().click();
	return visit;
}

describe("without a wallet", () => {
	test("one sees which model it is, what it has earned, and its snapshots", async () => {
		const { page, problems } = await world.visit();
		await page.getByRole("heading", { level: 1, name: "OpenLM 1" }).waitFor();
		await see(page, "example.org/openlm/openlm-1");
		await see(page, /sha256:6f1c2b0f0f…/);
		await see(page, "No. 2");
		expect(await page.getByRole("row", { name: /No\. 2/ }).textContent()).toContain("1.6 ETH");
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
		await page.getByLabel("Address").fill(holder(0).address);
		await page.keyboard.press("Enter");
		const owed = await world.chain.owedWei(holder(0).address);
		const total = page.locator(".total data");
		await total.waitFor();
		expect(await total.getAttribute("title")).toBe(`${formatEther(owed)} ETH`);
		await see(page, /in 29 days/);
		expect(page.url()).toContain(holder(0).address);
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
				accounts: [holder(0).address],
				path: `/?holder=${holder(0).address}`,
				scheme,
				phone,
			});
			await see(page, "due from 2 snapshots");
			await page.getByRole("img", { name: /Stacked bars/ }).waitFor();
			expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
			expect(await seriousFindings(page)).toEqual([]);
			await world.screenshot(page, `${phone ? "phone" : "desktop"}-${scheme}`);
			await page.context().close();
		},
		60_000,
	);

	test("is used by keyboard alone: to the content, to a wallet, to the claim", async () => {
		const { page } = await world.visit({ accounts: [holder(2).address] });
		await page.getByRole("heading", { level: 1 }).waitFor();
		await button(page, "Connect Test Wallet").first().waitFor();
		await page.keyboard.press("Tab");
		expect(await page.evaluate("document.activeElement.textContent")).toBe("To the content");
		await page.keyboard.press("Enter");
		const focused = (): Promise<string> => page.evaluate("document.activeElement.textContent");
		for (let presses = 0; (await focused()) !== "Connect Test Wallet" && presses < 12; presses++)
			await page.keyboard.press("Tab");
		await page.keyboard.press("Enter");
		await claimButton(page).waitFor();
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

describe("a claim", () => {
	test("is one signature, and is followed from accepted to final", async () => {
		const { page, wallet, problems } = await connected(0);
		const { address } = holder(0);
		const owed = await world.chain.owedWei(address);
		expect(await balance(address)).toBe(0n);
		await claimButton(page).click();
		const seen = new Set<string>();
		const look = setInterval(() => {
			void page
				.locator(".steps [aria-current] .name")
				.textContent({ timeout: 200 })
				.then((name) => seen.add(name ?? ""))
				.catch(() => undefined);
		}, 100);
		try {
			await page.getByRole("heading", { name: "You have been paid" }).waitFor({ timeout: 60_000 });
		} finally {
			clearInterval(look);
		}
		expect([...seen].some((name) => /^(In a batch|In a block|In block \d+|Final)$/.test(name))).toBe(true);
		expect(await balance(address)).toBe(owed);
		expect(await page.locator(".receipt data").first().getAttribute("value")).toBe(owed.toString());
		await see(page, "New balance");
		expect(await page.locator(".receipt a").first().getAttribute("href")).toMatch(
			/^https:\/\/explorer\.example\/tx\/0x[0-9a-f]{64}$/,
		);
		expect(wallet.asked.filter((method) => method.startsWith("eth_sign"))).toEqual(["eth_signTypedData_v4"]);
		expect(wallet.asked).not.toContain("eth_sendTransaction");
		await page.getByText("Claims so far (1)").waitFor();
		await world.screenshot(page, "paid");
		expect(await seriousFindings(page)).toEqual([]);
		expect(problems).toEqual([]);
		await page.context().close();
	}, 120_000);

	test("goes on after the page was closed in the middle", async () => {
		const { page, wallet } = await connected(1);
		await claimButton(page).click();
		await page.locator(".progress h3").waitFor();
		await page.reload();
		await page.locator(".progress h3, .nothing").first().waitFor();
		expect(wallet.asked.filter((method) => method.startsWith("eth_sign"))).toHaveLength(1);
		const owed = await world.chain.owedWei(holder(1).address);
		await eventually("the payment", 60_000, async () =>
			(await balance(holder(1).address)) === owed ? true : undefined,
		);
		await see(page, "Nothing is due now.", 60_000);
		await page.context().close();
	}, 150_000);

	test("that was declined in the wallet has sent nothing, and can be made again", async () => {
		const { page, wallet } = await connected(2);
		wallet.declined.add("eth_signTypedData_v4");
		await claimButton(page).click();
		await see(page, "You declined in the wallet. Nothing was signed and nothing was sent.");
		expect(await claimButton(page).isEnabled()).toBe(true);
		const { claims } = await get<{ claims: unknown[] }>(`${world.service.url}/v1/holders/${holder(2).address}/claims`);
		expect(claims).toEqual([]);
		await page.context().close();
	}, 60_000);

	test("by somebody else's signature is refused, in words", async () => {
		const { page, wallet } = await connected(2);
		wallet.signer = holder(3).address;
		await claimButton(page).click();
		await see(page, "Another account has signed.");
		await page.context().close();
	}, 60_000);

	test("on another network asks to switch first", async () => {
		const { page, wallet } = await connected(2, { chainId: 1 });
		await see(page, "Your wallet is on network 1.");
		wallet.declined.add("wallet_switchEthereumChain");
		await button(page, "Switch to anvil").first().click();
		await see(page, "You declined in the wallet.");
		wallet.declined.clear();
		await button(page, "Switch to anvil").first().click();
		await claimButton(page).waitFor();
		expect(wallet.chainId).toBe(31_337);
		await wallet.change(10);
		await see(page, "Your wallet is on network 10.");
		await page.context().close();
	}, 60_000);

	test("follows the account that is chosen in the wallet, and says when there is none", async () => {
		const { page, wallet } = await connected(2);
		await claimButton(page).waitFor();
		await wallet.choose([holder(0).address]);
		await see(page, "Nothing is due now.");
		await wallet.choose([]);
		await see(page, "Connect the wallet that holds your tokens");
		await page.context().close();
	}, 60_000);

	test("survives a lost connection: the signature is sent when it is back", async () => {
		const { page } = await connected(3);
		await claimButton(page).waitFor();
		await page.route("**/v1/claims", (route) => route.abort());
		await claimButton(page).click();
		await see(page, "The service can't be reached.", 30_000);
		await page.unroute("**/v1/claims");
		await button(page, "Send it again").click();
		await page.getByRole("heading", { name: "You have been paid" }).waitFor({ timeout: 60_000 });
		await page.context().setOffline(true);
		await see(page, "The service can't be reached.", 45_000);
		await page.context().setOffline(false);
		await page.getByText("The service can't be reached.").first().waitFor({ state: "detached", timeout: 45_000 });
		await page.context().close();
	}, 180_000);

	test("that a wallet is not asked for stays without one", async () => {
		const { page, wallet } = await world.visit({ accounts: [holder(2).address] });
		wallet.declined.add("eth_requestAccounts");
		await button(page, "Connect Test Wallet").click();
		await see(page, "You kept the wallet closed. Nothing was shared.");
		await page.context().close();
	}, 60_000);
});

describe("a contract account", () => {
	test("is told how it claims, and claims by its owner's signature", async () => {
		const owner = holder(5);
		const contract = await world.contractAccount(owner, holder(4), 10n ** 24n);
		await world.chain.earnAndSnapshot(REVENUE);
		const { page } = await world.visit({ path: `/?holder=${contract}` });
		await page.getByRole("heading", { name: "This is a contract account" }).waitFor();
		await page.getByText("Show the message").click();
		const typedData = JSON.parse((await page.locator("pre").textContent()) ?? "");
		const { EIP712Domain: _domain, ...types } = typedData.types;
		expect(await seriousFindings(page)).toEqual([]);
		await page
			.getByLabel("Paste the contract's signature")
			.fill(await owner.signTypedData(typedData.domain, types, typedData.message));
		await button(page, "Hand in").click();
		await page.getByRole("heading", { name: "You have been paid" }).waitFor({ timeout: 60_000 });
		expect(await balance(contract)).toBe(await world.chain.owedWei(contract));
		await page.context().close();
	}, 120_000);
});

describe("claiming every snapshot", () => {
	const auto = (page: Page) => page.getByRole("switch", { name: "Claim every snapshot for me" });

	test("says why a plain account can't be switched from here", async () => {
		const { page } = await connected(4);
		await auto(page).waitFor();
		expect(await auto(page).isDisabled()).toBe(true);
		await page.getByText("Why, and what would do it").click();
		await see(page, /Browser wallets sign such an authorization only for contracts of their own/);
		await page.context().close();
	}, 60_000);

	test("is switched on and off by one signature each where the account is delegated", async () => {
		const { rpcUrl, deployed } = world.chain;
		const { address } = holder(5);
		await rpc(rpcUrl, "anvil_setCode", [address, `0xef0100${deployed.claimMandate.slice(2)}`]);
		const { page, wallet } = await connected(5);
		await auto(page).click();
		await page.getByText(/^On until/).waitFor();
		expect(await auto(page).getAttribute("aria-checked")).toBe("true");
		const owed = await world.chain.owedWei(address);
		const before = await balance(address);
		await eventually("the payment", 90_000, async () =>
			(await balance(address)) === before + owed ? true : undefined,
		);
		expect(await seriousFindings(page)).toEqual([]);
		await auto(page).click();
		await see(page, "Sign once, and be paid after each snapshot.");
		expect(wallet.asked.filter((method) => method === "eth_signTypedData_v4")).toHaveLength(2);
		await page.context().close();
	}, 180_000);
});

// Last: it moves the chain's clock.
describe("the offering", () => {
	test("takes deposits, and after its deadline gives tokens and the refund", async () => {
		const { page, wallet } = await connected(4);
		await page.getByRole("heading", { name: "Initial offering" }).waitFor();
		await page.getByLabel("Deposit, in ETH").fill("5");
		await button(page, "Deposit").click();
		await see(page, "Done: it is in a block.");
		await see(page, /125 % of the target/);
		await rpc(world.chain.rpcUrl, "evm_increaseTime", [4_000]);
		await see(page, "It has reached its target", 30_000);
		const before = await balance(holder(4).address);
		await button(page, "Claim tokens and refund").click();
		await see(page, "This account has nothing left here.", 30_000);
		expect((await balance(holder(4).address)) - before).toBeGreaterThan(99n * 10n ** 16n);
		expect(wallet.asked.filter((method) => method === "eth_sendTransaction")).toHaveLength(2);
		expect(await seriousFindings(page)).toEqual([]);
		await page.context().close();
	}, 120_000);
});
