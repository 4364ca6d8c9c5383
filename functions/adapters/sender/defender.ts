import { Defender } from "@openzeppelin/defender-sdk";
import type { Address } from "../../core/hex.ts";
import type { ManagedSender } from "../../core/ports/sender.ts";
import { failed, hashIn, inTime, troubleOf } from "./submission.ts";

export interface DefenderAccess {
	/** Left out: the hosted service, which ended on 1 July 2026. */
	url?: string | undefined;
	apiKey: string;
	apiSecret: string;
	address: Address;
	expirySec: number;
	speed: "safeLow" | "average" | "fast" | "fastest";
}

const noRetries = { retries: 0, retryDelay: () => 0 };

/** OpenZeppelin Defender's relayer API, by its SDK. */
export function defenderSender(access: DefenderAccess): ManagedSender {
	const { url, apiKey, apiSecret, address, expirySec, speed } = access;
	const secrets = [apiKey, apiSecret];
	// No retries: by itself the SDK posts a transaction again when an answer is lost, and that may send it twice.
	const client = new Defender({ relayerApiKey: apiKey, relayerApiSecret: apiSecret, retryConfig: noRetries })
		.relaySigner;
	// The SDK takes another address from the environment alone, one for all lanes.
	if (url) Object.assign((client as unknown as { relayer: object }).relayer, { getApiUrl: () => url });
	const self = async () => {
		const relayer = await client.getRelayer();
		if (!("address" in relayer)) throw new Error("a relayer group has several keys: name one relayer");
		return { address: relayer.address, isPaused: relayer.paused };
	};
	return {
		expirySec,
		address: async () => address,
		trouble: () => troubleOf(self, address, secrets),
		submit: async ({ to, data, gasLimit, authorizations }, expiresAtSec) => {
			if (authorizations) return { ok: false, why: "refused", message: "it sends no EIP-7702 authorizations" };
			try {
				const validUntil = new Date(expiresAtSec * 1000).toISOString();
				const { transactionId, hash: said } = await inTime(
					client.sendTransaction({ to, data, gasLimit: gasLimit.toString(), speed, validUntil }),
				);
				if (!transactionId) throw new Error("it answered without a transaction");
				const hash = hashIn(said);
				return { ok: true, transactionId, ...(hash ? { hash } : {}) };
			} catch (error) {
				return failed(error, secrets);
			}
		},
		hashOf: async (transactionId) => {
			try {
				return hashIn((await inTime(client.getTransaction(transactionId))).hash);
			} catch {
				return undefined;
			}
		},
	};
}
