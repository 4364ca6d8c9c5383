import { Configuration, type EvmTransactionResponse, RelayersApi, type Speed } from "@openzeppelin/relayer-sdk";
import type { Address } from "../../core/hex.ts";
import type { ManagedSender } from "../../core/ports/sender.ts";
import { failed, hashIn, inTime, troubleOf } from "./submission.ts";

export interface RelayerAccess {
	url: string;
	relayerId: string;
	apiKey: string;
	address: Address;
	expirySec: number;
	speed: string;
}

/** OpenZeppelin Relayer, which runs in the team's own infrastructure, by its SDK. */
export function openzeppelinRelayer(access: RelayerAccess): ManagedSender {
	const { url, relayerId, apiKey, address, expirySec, speed } = access;
	const api = new RelayersApi(new Configuration({ basePath: url.replace(/\/+$/, ""), accessToken: apiKey }));
	const self = async () => {
		const { data } = (await api.getRelayer(relayerId)).data;
		return { address: data?.address, isPaused: data?.paused === true || data?.system_disabled === true };
	};
	return {
		expirySec,
		address: async () => address,
		trouble: () => troubleOf(self, address, [apiKey]),
		submit: async ({ to, data, gasLimit, authorizations }, expiresAtSec) => {
			if (authorizations) return { ok: false, why: "refused", message: "it sends no EIP-7702 authorizations" };
			try {
				const { data: answer } = await inTime(
					api.sendTransaction(relayerId, {
						to,
						value: 0,
						data,
						// Its own guess, 200,000 when it has none, is too little for a batch.
						gas_limit: Number(gasLimit),
						speed: speed as Speed,
						valid_until: new Date(expiresAtSec * 1000).toISOString(),
					}),
				);
				const sent = answer.data as EvmTransactionResponse | undefined;
				if (!sent?.id) throw new Error(answer.error ?? "it answered without a transaction");
				const hash = hashIn(sent.hash);
				return { ok: true, transactionId: sent.id, ...(hash ? { hash } : {}) };
			} catch (error) {
				return failed(error, [apiKey]);
			}
		},
		hashOf: async (transactionId) => {
			try {
				const { data } = (await inTime(api.getTransactionById(relayerId, transactionId))).data;
				return hashIn((data as EvmTransactionResponse | undefined)?.hash);
			} catch {
				return undefined;
			}
		},
	};
}
