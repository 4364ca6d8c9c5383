import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HDNodeWallet } from "ethers";
import type { Browser, Page } from "playwright-core";
import { factoryOf } from "../../contracts/script/artifact.ts";
import { mined } from "../../contracts/script/mined.ts";
import { ANVIL_CHAIN_ID, ANVIL_KEYS, rpc } from "../../infra/local/anvil.ts";
import { anyPort } from "../../infra/local/children.ts";
import { account } from "../../infra/local/deploy.ts";
import { openBrowser } from "./browser.ts";
import { button } from "./on-page.ts";
import { injectWallet, type PageWallet } from "./page-wallet.ts";
import { type OutsideChain, outsideChain, type RunningService, startStack } from "./stack.ts";

/** Anvil has the keys of these, so that it signs for them: the accounts of its well-known phrase. */
const PHRASE = "test test test test test test test test test test test junk";
const holderAt = (at: number): HDNodeWallet => HDNodeWallet.fromPhrase(PHRASE, undefined, `m/44'/60'/0'/0/${at}`);
/** Accounts 0 and 1 are operator and lane. */
const FIRST_HOLDER = 3;

/** The page before the real local stack, in a real browser, with a wallet in it. */
export interface PageWorld {
	chain: OutsideChain;
	service: RunningService;
	browser: Browser;
	/** One of the six who hold the token. */
	holder(at: number): HDNodeWallet;
	balance(address: string): Promise<bigint>;
	/** A new visitor. With `accounts`, a wallet is there. */
	visit(options?: Visit): Promise<Visitor>;
	/** A holder who has connected the wallet. */
	connected(at: number, options?: Visit): Promise<Visitor>;
	/** An ERC-1271 account of the owner's, with some of a holder's tokens. */
	contractAccount(owner: HDNodeWallet, from: HDNodeWallet, tokens: bigint): Promise<string>;
	/** Keeps what the page looks like: SCREENSHOTS names the folder, else a temporary one. */
	screenshot(page: Page, name: string): Promise<void>;
	stop(): Promise<void>;
}
interface Visit {
	accounts?: string[];
	chainId?: number;
	/** The wallet is one that does not announce itself. */
	isPlain?: boolean;
	path?: string;
	scheme?: "light" | "dark";
	phone?: boolean;
}

interface Visitor {
	page: Page;
	wallet: PageWallet;
	/** What the page has complained of. */
	problems: string[];
}

export async function startPageWorld(): Promise<PageWorld> {
	const holders = Array.from({ length: 6 }, (_, at) => holderAt(FIRST_HOLDER + at));
	const offered = { stock: 10n ** 25n, targetWei: 4n * 10n ** 18n, openForSec: 3_600 };
	const chain = await outsideChain(holders.length, {
		holders,
		offered,
		// Two of them, so that there is something to choose.
		stage: (stage) => {
			const sources = ["Inference fees", "Mint fees"].map((name, at) => ({ address: holders[4 + at]?.address, name }));
			const [token] = stage.tokens.map((one) => ({ ...one, sources }));
			const chains = stage.chains.map((one) => ({ ...one, explorerUrl: "https://explorer.example" }));
			return { ...stage, chains, tokens: [token, { ...token, id: "other", name: "Other" }] };
		},
	});
	const [service, browser] = await Promise.all([startStack(chain, await anyPort()), openBrowser()]);
	const shots = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "imo-relay-page-"));
	mkdirSync(shots, { recursive: true });
	const world: PageWorld = {
		chain,
		service,
		browser,
		holder: (at) => holders[at] as HDNodeWallet,
		balance: (address) => chain.provider.getBalance(address),
		visit: async ({ accounts, chainId = ANVIL_CHAIN_ID, isPlain = false, path = "/", ...look } = {}) => {
			const { scheme = "light", phone = false } = look;
			const context = await browser.newContext({
				viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
				colorScheme: scheme,
				locale: "en-GB",
				timezoneId: "Europe/Berlin",
				reducedMotion: "reduce",
			});
			const page = await context.newPage();
			const problems: string[] = [];
			page.on("pageerror", (error) => problems.push(error.message));
			page.on("console", (message) => {
				if (message.type() === "error") problems.push(message.text());
			});
			const wallet = accounts
				? await injectWallet(page, chain.rpcUrl, { accounts, chainId, isPlain })
				: ({ accounts: [] } as unknown as PageWallet);
			await page.goto(`${service.url}${path}`);
			return { page, wallet, problems };
		},
		connected: async (at, options) => {
			const visitor = await world.visit({ accounts: [world.holder(at).address], ...options });
			await button(visitor.page, "Connect wallet").click();
			await button(visitor.page, "Connect Test Wallet").first().click();
			return visitor;
		},
		contractAccount: async (owner, from, tokens) => {
			const { signer, provider } = account(chain.rpcUrl, ANVIL_KEYS[2]);
			const deployed = await factoryOf("WalletAccount", signer).deploy(owner.address);
			await mined(deployed.deploymentTransaction());
			const address = await deployed.getAddress();
			provider.destroy();
			const data = `0xa9059cbb${address.slice(2).padStart(64, "0")}${tokens.toString(16).padStart(64, "0")}`;
			await rpc(chain.rpcUrl, "eth_sendTransaction", [{ from: from.address, to: chain.deployed.token, data }]);
			return address;
		},
		screenshot: async (page, name) => {
			await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
		},
		stop: async () => {
			await browser.close();
			await service.interrupt();
			await chain.stop();
		},
	};
	return world;
}
