import type { FaultCode } from "../functions/core/fault.ts";

/** What the client itself finds: no answer, an answer that is none of ours, and typed data that is not what was asked for. */
export type ClientCode = "unreachable" | "unexpected_reply" | "unexpected_typed_data" | "cannot_sign";

/** Whatever goes wrong, by its stable code: the service's, or the client's own. */
export class RelayError extends Error {
	override readonly name = "RelayError";
	readonly code: FaultCode | ClientCode;
	/** HTTP's; 0 when the client found it. */
	readonly status: number;
	readonly facts: Record<string, string | number>;
	/** Of `malformed_request`: each field that is wrong. */
	readonly problems: readonly string[];
	/** The same may succeed after so many seconds. */
	readonly retryAfterSec?: number;

	constructor(
		code: FaultCode | ClientCode,
		message: string,
		more: {
			status?: number;
			facts?: Record<string, string | number>;
			problems?: string[];
			retryAfterSec?: number;
			cause?: unknown;
		} = {},
	) {
		super(message, more.cause === undefined ? undefined : { cause: more.cause });
		this.code = code;
		this.status = more.status ?? 0;
		this.facts = more.facts ?? {};
		this.problems = more.problems ?? [];
		if (more.retryAfterSec !== undefined) this.retryAfterSec = more.retryAfterSec;
	}
}
