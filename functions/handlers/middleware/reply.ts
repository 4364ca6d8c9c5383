import { Fault, type FaultCode, faults } from "../../core/fault.ts";

export interface Reply {
	statusCode: number;
	headers: Record<string, string>;
	body: string;
}

const common = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** A JSON reply. */
export const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
	statusCode,
	headers: { "content-type": "application/json", ...common, ...headers },
	body: JSON.stringify(body),
});

/** RFC 9457: an expected failure with its facts; anything else as `internal`, with nothing of its inside. */
export function problem(error: unknown, problems?: string[]): Reply {
	const fault = error instanceof Fault ? error : new Fault("internal");
	const code: FaultCode = fault.code;
	const { status, title, retry } = faults[code];
	// What a node or the table said stays inside.
	const shown = status < 500 && Object.keys(fault.facts).length > 0 ? { facts: fault.facts } : {};
	const body = { type: `urn:imo-relay:${code}`, title, status, code, ...shown, ...(problems ? { problems } : {}) };
	return json(status, body, {
		"content-type": "application/problem+json",
		...(retry ? { "retry-after": "5" } : {}),
	});
}
