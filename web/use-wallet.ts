import { useCallback, useEffect, useState } from "preact/hooks";
import { accountsOf, chainIdOf, type Wallet, watchWallets } from "./wallet.ts";
import { WalletError } from "./wallet-error.ts";

/** The wallets that are here, and the one that is connected. */
export interface Connection {
	wallets: readonly Wallet[];
	wallet?: Wallet;
	account?: string;
	chainId?: number;
	/** The wallet that is being asked. */
	asking?: Wallet;
	error?: WalletError;
	connect(wallet: Wallet): Promise<void>;
	disconnect(): void;
}
/** Which wallet was connected last: it is asked silently on the next visit. */
const KEPT = "imo-relay.wallet";

export function useWallet(): Connection {
	const [wallets, setWallets] = useState<readonly Wallet[]>([]);
	const [state, setState] = useState<Pick<Connection, "wallet" | "account" | "chainId" | "asking" | "error">>({});

	const open = useCallback(async (wallet: Wallet, ask: boolean): Promise<void> => {
		const [account] = await accountsOf(wallet.provider, ask);
		if (account === undefined) {
			if (ask) throw new WalletError("The wallet has no account to share.");
			return;
		}
		const chainId = await chainIdOf(wallet.provider);
		keep(wallet.info.rdns);
		setState({ wallet, account, chainId });
	}, []);

	useEffect(
		() =>
			watchWallets((wallet) => {
				setWallets((known) => {
					if (known.some(({ info }) => info.uuid === wallet.info.uuid)) return known;
					const isCopy = wallet.info.uuid === "injected" && known.length > 0;
					return isCopy ? known : [...known, wallet];
				});
				if (wallet.info.rdns === kept()) void open(wallet, false).catch(() => undefined);
			}),
		[open],
	);

	useEffect(() => {
		const provider = state.wallet?.provider;
		if (!provider) return;
		const accounts = (next: readonly string[]): void =>
			setState(({ error: _error, account: _account, ...rest }) =>
				next[0] === undefined ? {} : { ...rest, account: next[0] },
			);
		const chain = (next: string): void => setState((before) => ({ ...before, chainId: Number(next) }));
		provider.on?.("accountsChanged", accounts);
		provider.on?.("chainChanged", chain);
		return () => {
			provider.removeListener?.("accountsChanged", accounts);
			provider.removeListener?.("chainChanged", chain);
		};
	}, [state.wallet]);

	const connect = useCallback(
		async (wallet: Wallet): Promise<void> => {
			setState({ asking: wallet });
			try {
				await open(wallet, true);
			} catch (error) {
				setState({ error: error as WalletError });
			}
		},
		[open],
	);
	const disconnect = useCallback(() => {
		keep(undefined);
		setState({});
	}, []);
	return { wallets, ...state, connect, disconnect };
}

function kept(): string | undefined {
	try {
		return localStorage.getItem(KEPT) ?? undefined;
	} catch {
		return undefined; // storage may be closed to us
	}
}
function keep(rdns: string | undefined): void {
	try {
		if (rdns === undefined) localStorage.removeItem(KEPT);
		else localStorage.setItem(KEPT, rdns);
	} catch {
		// then it is asked again next time
	}
}
