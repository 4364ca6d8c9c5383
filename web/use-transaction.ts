import { useState } from "preact/hooks";
import type { Connection } from "./use-wallet.ts";
import { receiptOf, sendTransaction } from "./wallet.ts";
import { WalletError } from "./wallet-error.ts";

const LOOK_MS = 1_500;

/** A transaction of the holder's own, from the wallet to its block; `done` is called when it is there. */
export function useTransaction({ wallet, account }: Connection, done: () => Promise<void>) {
	const [state, setState] = useState<{ step: "idle" | "signing" | "mining"; isDone?: boolean; error?: unknown }>({
		step: "idle",
	});
	const send = async (call: { to: string; data: string; valueWei?: bigint }): Promise<void> => {
		if (!wallet || !account) return;
		setState({ step: "signing" });
		try {
			const hash = await sendTransaction(wallet.provider, { from: account, ...call });
			setState({ step: "mining" });
			let isGood = await receiptOf(wallet.provider, hash);
			while (isGood === undefined) {
				await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
				isGood = await receiptOf(wallet.provider, hash);
			}
			if (!isGood) throw new WalletError("The transaction is in a block, but the contract refused it.");
			await done();
			setState({ step: "idle", isDone: true });
		} catch (error) {
			setState({ step: "idle", error });
		}
	};
	return { ...state, send };
}
