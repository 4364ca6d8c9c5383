/** Why a function gave no answer: there is none of that name, it may not be called, nobody is there, or it threw. */
export class CallError extends Error {
	readonly kind: "missing" | "denied" | "unreachable" | "failed";
	constructor(kind: CallError["kind"], message: string) {
		super(message);
		this.name = "CallError";
		this.kind = kind;
	}
}

/** Calls a function by its whole name and waits for its answer, plain JSON; throws `CallError`. */
export type CallFunction = (functionName: string, payload: object) => Promise<unknown>;
