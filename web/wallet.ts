import { WalletError } from "./wallet-error.ts";

/** EIP-1193. */
export interface Provider {
	request(call: { method: string; params?: unknown[] }): Promise<unknown>;
	on?(event: string, heard: (value: never) => void): void;
	removeListener?(event: string, heard: (value: never) => void): void;
}
/** A wallet as it announces itself (EIP-6963). */
export interface Wallet {
	info: { uuid: string; name: string; icon: string; rdns: string };
	provider: Provider;
}
/** Tells of every wallet in this browser; gives what stops it. */
export function watchWallets(found: (wallet: Wallet) => void): () => void {
	const heard = (event: Event): void => {
		const { detail } = event as CustomEvent<Wallet | undefined>;
		if (detail?.info?.rdns && typeof detail.provider?.request === "function") found(detail);
	};
	window.addEventListener("eip6963:announceProvider", heard);
	window.dispatchEvent(new Event("eip6963:requestProvider"));
	// Older wallets are there without a word.
	const timer = setTimeout(() => {
		const { ethereum } = window as { ethereum?: Provider };
		const info = { uuid: "injected", name: "Browser wallet", icon: "", rdns: "injected" };
		if (typeof ethereum?.request === "function") found({ info, provider: ethereum });
	}, 300);
	return () => {
		clearTimeout(timer);
		window.removeEventListener("eip6963:announceProvider", heard);
	};
}

/** One call to a wallet; throws WalletError. */
export async function call<T>(provider: Provider, method: string, params: unknown[] = []): Promise<T> {
	try {
		return (await provider.request({ method, params })) as T;
	} catch (error) {
		throw explained(error, method);
	}
}

function explained(error: unknown, method: string): WalletError {
	const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
	const said = typeof message === "string" ? message : "";
	switch (code) {
		case 4001:
		case "ACTION_REJECTED":
			return new WalletError(
				method === "eth_requestAccounts"
					? "You kept the wallet closed. Nothing was shared."
					: "You declined in the wallet. Nothing was signed and nothing was sent.",
				"rejected",
			);
		case 4902:
			return new WalletError(
				"Your wallet does not know this network yet. Add it there, then come back.",
				"unknown_chain",
			);
		case -32002:
			return new WalletError("The wallet has a question open already. Open it and answer there.");
		case 4900:
		case 4901:
			return new WalletError("The wallet has lost its connection to the network.");
		case 4100:
			return new WalletError("The wallet does not let this page use that account. Connect it again.");
		default:
			return new WalletError(`The wallet could not do this${said === "" ? "." : `: ${said.slice(0, 200)}`}`);
	}
}

export const accountsOf = (provider: Provider, ask: boolean): Promise<string[]> =>
	call<string[]>(provider, ask ? "eth_requestAccounts" : "eth_accounts");
export const chainIdOf = async (provider: Provider): Promise<number> =>
	Number(await call<string>(provider, "eth_chainId"));
export const switchChain = (provider: Provider, chainId: number): Promise<unknown> =>
	call(provider, "wallet_switchEthereumChain", [{ chainId: `0x${chainId.toString(16)}` }]);
export const balanceOf = async (provider: Provider, account: string): Promise<bigint> =>
	BigInt(await call<string>(provider, "eth_getBalance", [account, "latest"]));

/** Signs typed data that is ready to be signed; some wallets end a signature in 0 or 1, where the contracts want 27 or 28. */
export async function signTypedData(provider: Provider, account: string, typedData: object): Promise<string> {
	const signature = await call<string>(provider, "eth_signTypedData_v4", [account, JSON.stringify(typedData)]);
	if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) return signature;
	const last = Number.parseInt(signature.slice(-2), 16);
	return last < 27 ? `${signature.slice(0, -2)}${(last + 27).toString(16)}` : signature;
}

/** A transaction that the wallet's owner pays for; gives its hash. */
export const sendTransaction = (
	provider: Provider,
	{ from, to, data, valueWei = 0n }: { from: string; to: string; data: string; valueWei?: bigint },
): Promise<string> =>
	call<string>(provider, "eth_sendTransaction", [{ from, to, data, value: `0x${valueWei.toString(16)}` }]);

/** Whether a transaction has gone through, once it is mined; undefined: not yet. */
export async function receiptOf(provider: Provider, hash: string): Promise<boolean | undefined> {
	const receipt = await call<{ status?: string } | null>(provider, "eth_getTransactionReceipt", [hash]);
	return receipt ? receipt.status === "0x1" : undefined;
}
