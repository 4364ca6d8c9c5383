import { useEffect, useState } from "preact/hooks";
import { balanceOf, type Provider } from "./wallet.ts";

/** An account's ETH as its own wallet sees it, read anew for each `reason`; undefined: nobody can tell. */
export function useBalance(provider: Provider | undefined, account: string, reason: string): bigint | undefined {
	const [balance, setBalance] = useState<bigint>();
	// Another reason is another time to look.
	useEffect(() => {
		let isOver = false;
		setBalance(undefined);
		if (provider)
			void balanceOf(provider, account)
				.then((found) => isOver || setBalance(found))
				.catch(() => undefined);
		return () => {
			isOver = true;
		};
	}, [provider, account, reason]);
	return balance;
}
