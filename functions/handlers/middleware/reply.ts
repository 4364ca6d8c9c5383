import { etagOf, namesTag } from "../../core/etag.ts";
import { Fault, type FaultCode, faults } from "../../core/fault.ts";

export interface Reply {
	statusCode: number;
	headers: Record<string, string>;
	body: string;
	isBase64Encoded?: boolean;
}

const common = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
/** When to ask again what no fact gives a time for. */
const RETRY_SEC = 5;

/** A JSON reply. */
export const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
	statusCode,
	headers: { "content-type": "application/json", ...common, ...headers },
	body: JSON.stringify(body),
});

/** The reply with its entity tag, to be kept and asked for again; 304 if the caller has it already. */
export function tagged(reply: Reply, ifNoneMatch: string | undefined): Reply {
	const etag = etagOf(reply.body);
	const kept = { "cache-control": "no-cache", etag };
	if (namesTag(ifNoneMatch, etag)) return { statusCode: 304, headers: { ...common, ...kept }, body: "" };
	return { ...reply, headers: { ...reply.headers, ...kept } };
}

/** RFC 9457: an expected failure with its facts; anything else as `internal`, with nothing of its inside. */
export function problem(error: unknown, problems?: string[], nowMs = Date.now()): Reply {
	const fault = error instanceof Fault ? error : new Fault("internal");
	const code: FaultCode = fault.code;
	const { status, title, retry } = faults[code];
	// What a node or the table said stays inside.
	const shown = status < 500 && Object.keys(fault.facts).length > 0 ? { facts: fault.facts } : {};
	const body = { type: `urn:imo-relay:${code}`, title, status, code, ...shown, ...(problems ? { problems } : {}) };
	return json(status, body, {
		"content-type": "application/problem+json",
		...(retry ? { "retry-after": String(retryAfterSec(fault, nowMs)) } : {}),
	});
}

function retryAfterSec({ facts: { retryAtSec } }: Fault, nowMs: number): number {
	return typeof retryAtSec === "number" ? Math.max(1, Math.ceil(retryAtSec - nowMs / 1000)) : RETRY_SEC;
}
