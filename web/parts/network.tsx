import { useState } from "preact/hooks";
import type { Connection } from "../use-wallet.ts";
import { switchChain } from "../wallet.ts";
import type { WalletError } from "../wallet-error.ts";
import type { Token } from "../wire-types.ts";
import { Notice } from "./notice.tsx";

/** The wallet is on another network than the token. */
export function Network({ token, connection }: { token: Token; connection: Connection }) {
	const [error, setError] = useState<WalletError>();
	const { wallet, chainId } = connection;
	const change = async (): Promise<void> => {
		if (!wallet) return;
		setError(undefined);
		await switchChain(wallet.provider, token.chainId).catch(setError);
	};
	return (
		<Notice>
			<p>
				Your wallet is on network {chainId}. This token is on {token.chainName} (network {token.chainId}).
			</p>
			<button type="button" class="main" onClick={() => void change()}>
				Switch to {token.chainName}
			</button>
			{error ? (
				<p class="wrong" role="alert">
					{error.message}
				</p>
			) : null}
		</Notice>
	);
}
