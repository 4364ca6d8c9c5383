import type { Code, Problem } from "./wire-types.ts";

const TIMEOUT_MS = 20_000;

/** The service has said no, and why. */
export class Refusal extends Error {
	readonly code: Code;
	readonly facts: Record<string, string | number>;
	constructor({ code, title, facts = {} }: Problem) {
		super(title);
		this.code = code;
		this.facts = facts;
	}
}
/** Nothing that we understand has come back. */
export class Unreachable extends Error {}

/** GET as JSON; throws Refusal or Unreachable. */
export const get = <T>(path: string): Promise<T> => ask<T>("GET", path);
/** POST or DELETE with a JSON body; throws Refusal or Unreachable. */
export const send = <T>(method: "POST" | "DELETE", path: string, body: unknown): Promise<T> =>
	ask<T>(method, path, JSON.stringify(body));

async function ask<T>(method: string, path: string, body?: string): Promise<T> {
	let text: string;
	let isOk: boolean;
	try {
		const response = await fetch(path, {
			method,
			signal: AbortSignal.timeout(TIMEOUT_MS),
			...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }),
		});
		isOk = response.ok;
		text = await response.text();
	} catch (error) {
		throw new Unreachable((error as Error).message);
	}
	const parsed = parse(text);
	if (isOk && parsed !== undefined) return parsed as T;
	if (isProblem(parsed)) throw new Refusal(parsed);
	throw new Unreachable("the answer is not the service's");
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
const isProblem = (value: unknown): value is Problem =>
	typeof value === "object" && value !== null && "code" in value && typeof value.code === "string";
