import type { FaultCode } from "../functions/core/fault.ts";
import { RelayError } from "./relay-error.ts";

export interface Question {
	method?: "GET" | "POST" | "DELETE";
	query?: Record<string, string | undefined>;
	body?: object;
	signal?: AbortSignal | undefined;
}
export type Ask = <T>(path: string, question?: Question) => Promise<{ reply: T; retryAfterSec: number }>;

const ATTEMPTS = 4;
const LONGEST_WAIT_SEC = 10;

/** Waits, unless the signal is given first; then it throws the signal's reason. */
export const pause = (sec: number, signal?: AbortSignal): Promise<void> =>
	new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const stop = (): void => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", stop);
			resolve();
		}, sec * 1000);
		signal?.addEventListener("abort", stop, { once: true });
	});

/** Whether the same question may be answered later: nobody answered, too many asked, or the service can't just now. */
export const passes = ({ code, status }: RelayError): boolean =>
	code === "unreachable" ||
	status === 503 ||
	status === 502 ||
	status === 504 ||
	(status === 429 && code === "unexpected_reply");

/** One way to ask the API; what passes by itself is asked again, which is harmless: a claim posted twice is one claim. */
export function askAt(url: string, fetchIt: typeof fetch): Ask {
	const base = url.replace(/\/+$/, "");
	return async <T>(path: string, question: Question = {}) => {
		for (let turn = 1; ; turn++) {
			try {
				return await askOnce<T>(fetchIt, base + path, question);
			} catch (error) {
				if (!(error instanceof RelayError) || !passes(error) || turn === ATTEMPTS) throw error;
				await pause(Math.min(error.retryAfterSec ?? 0.2 * 2 ** turn, LONGEST_WAIT_SEC), question.signal);
			}
		}
	};
}

async function askOnce<T>(fetchIt: typeof fetch, url: string, { method = "GET", query = {}, body, signal }: Question) {
	const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined);
	const search = given.length > 0 ? `?${new URLSearchParams(given)}` : "";
	let response: Response;
	try {
		response = await fetchIt(url + search, {
			method,
			...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
			...(signal ? { signal } : {}),
		});
	} catch (cause) {
		signal?.throwIfAborted();
		throw new RelayError("unreachable", `${url} does not answer`, { cause });
	}
	const retryAfterSec = Number(response.headers.get("retry-after") ?? "") || undefined;
	const reply: unknown = await response.json().catch(() => undefined);
	if (response.ok && typeof reply === "object" && reply !== null)
		return { reply: reply as T, retryAfterSec: retryAfterSec ?? 2 };
	throw problemOf(response.status, reply, retryAfterSec);
}

function problemOf(status: number, reply: unknown, retryAfterSec: number | undefined): RelayError {
	const { code, title, facts, problems } = (reply ?? {}) as {
		code?: FaultCode;
		title?: string;
		facts?: Record<string, string | number>;
		problems?: string[];
	};
	const more = { status, ...(retryAfterSec === undefined ? {} : { retryAfterSec }) };
	if (typeof code !== "string")
		return new RelayError("unexpected_reply", `HTTP ${status}, and no problem of ours`, more);
	return new RelayError(code, [title ?? code, ...(problems ?? [])].join("; "), {
		...more,
		facts: facts ?? {},
		problems: problems ?? [],
	});
}
