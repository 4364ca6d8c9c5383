export interface RpcCall {
	method: string;
	params: readonly unknown[];
}
/** `detail` is the error's `data` as text, unless it is what a contract reverted with. */
export type RpcReply =
	| { ok: true; result: unknown }
	| { ok: false; code: number; message: string; revertBytes?: string; detail?: string };

/** One JSON-RPC response object; undefined: it is none. */
export function toReply(body: unknown): RpcReply | undefined {
	if (typeof body !== "object" || body === null) return undefined;
	const { result, error } = body as { result?: unknown; error?: unknown };
	if (error === undefined || error === null) return result === undefined ? undefined : { ok: true, result };
	// A few say only a sentence.
	const { code, message, data } = (typeof error === "object" ? error : { message: error }) as Record<string, unknown>;
	const bytes = typeof data === "string" ? /^(?:reverted )?(0x[0-9a-f]*)$/i.exec(data)?.[1] : undefined;
	const detail = data === undefined || data === null || bytes !== undefined ? undefined : textOf(data);
	return {
		ok: false,
		code: Number(code ?? 0),
		message: String(message ?? "no message"),
		...(bytes === undefined ? {} : { revertBytes: bytes }),
		...(detail === undefined ? {} : { detail }),
	};
}

// The node writes it: as much as a hint needs is enough.
const textOf = (data: unknown): string => (typeof data === "string" ? data : JSON.stringify(data)).slice(0, 500);
