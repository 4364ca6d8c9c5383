import type { Hex } from "../../core/hex.ts";
import type { Submitted } from "../../core/ports/sender.ts";

/** A service that has not answered by then may still have taken what it was given. */
const PATIENCE_MS = 10_000;

/** What the work gives, or an error when it takes longer. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Why a service does not answer, or does not send from the lane's account; undefined: it does. */
export async function troubleOf(
	read: () => Promise<{ address: string | undefined; isPaused: boolean }>,
	expected: string,
	secrets: readonly string[],
): Promise<string | undefined> {
	try {
		const { address, isPaused } = await inTime(read());
		if (address?.toLowerCase() !== expected.toLowerCase())
			return `it sends from ${address}, the stage file says ${expected}`;
		return isPaused ? "it is paused" : undefined;
	} catch (error) {
		return failed(error, secrets).message;
	}
}

/** A transaction's hash as a service tells it, if it is one. */
export const hashIn = (value: unknown): Hex | undefined =>
	typeof value === "string" && /^0x[0-9a-f]{64}$/i.test(value) ? (value.toLowerCase() as Hex) : undefined;

/**
 * Whether a failed submission was certainly not taken: the service said so (4xx), or was never reached. A timeout, a
 * gateway's error, a broken connection say nothing.
 */
export function failed(error: unknown, secrets: readonly string[]): Extract<Submitted, { ok: false }> {
	const {
		message = "",
		code,
		response,
	} = error as {
		message?: string;
		code?: string;
		response?: { status?: number; data?: unknown };
	};
	const status = response?.status;
	const isRefused =
		status === undefined
			? /ECONNREFUSED|ENOTFOUND/.test(`${code} ${message}`)
			: status >= 400 && status < 500 && status !== 408;
	const said = `${message || code}${response?.data ? `: ${JSON.stringify(response.data).slice(0, 300)}` : ""}`;
	return { ok: false, why: isRefused ? "refused" : "unanswered", message: withoutSecrets(said, secrets) };
}

const withoutSecrets = (text: string, secrets: readonly string[]): string =>
	secrets.filter((one) => one.length > 0).reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
