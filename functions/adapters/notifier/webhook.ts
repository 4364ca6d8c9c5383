import { createHmac } from "node:crypto";
import type { Courier } from "../../core/ports/courier.ts";

const TIMEOUT_MS = 5_000;

/** The key bytes of a secret as it is kept: `whsec_` and base64. */
export const keyOf = (secret: string): Buffer => Buffer.from(secret.slice("whsec_".length), "base64");

/** The signatures of a message (Standard Webhooks, v1), one for each secret: HMAC-SHA256 over `id.timestamp.body`. */
export const signaturesOf = (secrets: readonly string[], id: string, timestampSec: number, body: string): string =>
	secrets
		.map((secret) => createHmac("sha256", keyOf(secret)).update(`${id}.${timestampSec}.${body}`).digest("base64"))
		.map((signature) => `v1,${signature}`)
		.join(" ");

/** Posts signed messages to one URL. It follows no redirect, reads no answer, and takes any 2xx for yes and 410 for never again. */
export function webhookCourier(url: string, secrets: readonly string[], nowMs = (): number => Date.now()): Courier {
	return {
		deliver: async ({ id, body }) => {
			const timestampSec = Math.floor(nowMs() / 1_000);
			try {
				const response = await fetch(url, {
					method: "POST",
					headers: {
						"content-type": "application/json",
						"user-agent": "imo-relay",
						"webhook-id": id,
						"webhook-timestamp": String(timestampSec),
						"webhook-signature": signaturesOf(secrets, id, timestampSec, body),
					},
					body,
					redirect: "manual",
					signal: AbortSignal.timeout(TIMEOUT_MS),
				});
				await response.body?.cancel();
				if (response.ok) return { ok: true };
				const retryAfterSec = Number(response.headers.get("retry-after"));
				return {
					ok: false,
					problem: `HTTP ${response.status}`,
					isFinal: response.status === 410,
					...(retryAfterSec > 0 ? { retryAfterSec } : {}),
				};
			} catch (error) {
				const { name, message, cause } = error as Error & { cause?: { code?: string } };
				return { ok: false, problem: name === "TimeoutError" ? "no answer in time" : (cause?.code ?? message) };
			}
		},
	};
}
