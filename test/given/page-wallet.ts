import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { rpc } from "../../infra/local/anvil.ts";

const SCRIPT = readFileSync(join(import.meta.dirname, "injected-wallet.js"), "utf8");

/** A wallet in the page: EIP-6963 announces it, EIP-1193 is how it is asked, and anvil, which has the keys, signs. */
export interface PageWallet {
	/** What it shares; the first is the one that is used. */
	accounts: string[];
	chainId: number;
	/** Who really signs, if it is somebody else. */
	signer?: string;
	/** Methods that its owner declines, as wallets do (4001). */
	declined: Set<string>;
	/** Methods that it answers with an error of its own, and which. */
	failing: Map<string, { code: number; message: string }>;
	/** Every call, in order. */
	asked: string[];
	/** As when the owner chooses another account, or another network, in the wallet. */
	choose(accounts: string[]): Promise<void>;
	change(chainId: number): Promise<void>;
}
export interface Injected {
	accounts: string[];
	chainId: number;
	/** It announces nothing and is only `window.ethereum`. */
	isPlain: boolean;
}
type Answer = { result: unknown } | { error: { code: number; message: string } };

/** Puts a wallet into a page that is not open yet. */
export async function injectWallet(
	page: Page,
	rpcUrl: string,
	{ accounts, chainId, isPlain }: Injected,
): Promise<PageWallet> {
	const tell = async (event: string, value: unknown): Promise<void> =>
		void (await page.evaluate(`walletTells(${JSON.stringify(event)}, ${JSON.stringify(value)})`));
	const wallet: PageWallet = {
		accounts,
		chainId,
		declined: new Set(),
		failing: new Map(),
		asked: [],
		choose: async (next) => {
			wallet.accounts = next;
			await tell("accountsChanged", next);
		},
		change: async (next) => {
			wallet.chainId = next;
			await tell("chainChanged", `0x${next.toString(16)}`);
		},
	};
	let isConnected = false;
	const answer = async (method: string, params: unknown[]): Promise<unknown> => {
		switch (method) {
			case "eth_requestAccounts":
				isConnected = true;
				return wallet.accounts;
			case "eth_accounts":
				return isConnected ? wallet.accounts : [];
			case "eth_chainId":
				return `0x${wallet.chainId.toString(16)}`;
			case "wallet_switchEthereumChain":
				await wallet.change(Number((params[0] as { chainId: string }).chainId));
				return null;
			case "eth_signTypedData_v4":
				return rpc(rpcUrl, method, [wallet.signer ?? params[0], JSON.parse(params[1] as string)]);
			default:
				return rpc(rpcUrl, method, params);
		}
	};
	await page.exposeFunction("walletAnswers", async (method: string, params: unknown[]): Promise<Answer> => {
		wallet.asked.push(method);
		if (wallet.declined.has(method)) return { error: { code: 4001, message: "User rejected the request." } };
		const error = wallet.failing.get(method);
		if (error) return { error };
		try {
			return { result: await answer(method, params) };
		} catch (error) {
			return { error: { code: -32603, message: (error as Error).message } };
		}
	});
	await page.addInitScript({ content: `${SCRIPT}\ninjectWallet(${isPlain});` });
	return wallet;
}
