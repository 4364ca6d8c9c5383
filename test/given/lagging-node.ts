/** One call of a JSON-RPC request. */
export interface LaggingCall {
	jsonrpc: string;
	id: unknown;
	method: string;
	params: unknown[];
}
interface Reply {
	id: unknown;
	result?: unknown;
	error?: unknown;
}
type Forward = (calls: readonly LaggingCall[]) => Promise<Reply[]>;

const hex = (height: number): string => `0x${Math.max(0, height).toString(16)}`;
/** At which place a method names its block. */
const blockAt: Record<string, number> = {
	eth_call: 1,
	eth_estimateGas: 1,
	eth_getBalance: 1,
	eth_getCode: 1,
	eth_getTransactionCount: 1,
	eth_getBlockByNumber: 0,
};

/** Answers the calls as the same node would have some blocks ago: nothing errs, all of it is old. */
export async function lagging(forward: Forward, calls: readonly LaggingCall[], blocks: number): Promise<Reply[]> {
	const heightOf = async (tag: string): Promise<number> => {
		const call = { jsonrpc: "2.0", id: 0, method: "eth_getBlockByNumber", params: [tag, false] };
		const [reply] = await forward([call]);
		return Number((reply?.result as { number: string } | undefined)?.number);
	};
	const head = (await heightOf("latest")) - blocks;
	const finalized = (await heightOf("finalized")) - blocks;
	const older = (call: LaggingCall): LaggingCall => {
		const at = blockAt[call.method];
		if (at === undefined) return call;
		const tag = call.params[at];
		const params = [...call.params];
		if (tag === "latest" || tag === "pending" || tag === undefined) params[at] = hex(head);
		if (tag === "finalized") params[at] = hex(finalized);
		return { ...call, params };
	};
	const replies = await forward(calls.map(older));
	return replies.map((reply) => {
		const call = calls.find(({ id }) => id === reply.id);
		const tag = String(call?.params[blockAt[call.method] ?? -1]);
		if (call?.method !== "eth_getBlockByNumber" && /^0x/.test(tag) && Number(tag) > head)
			return { id: reply.id, jsonrpc: "2.0", error: { code: -32000, message: "header not found" } };
		const isNewer = (found: unknown, field: "number" | "blockNumber"): boolean =>
			Number((found as Record<string, string> | null)?.[field] ?? -1) > head;
		if (call?.method === "eth_getBlockByNumber" && isNewer(reply.result, "number")) return { ...reply, result: null };
		if (call?.method === "eth_getTransactionReceipt" && isNewer(reply.result, "blockNumber"))
			return { ...reply, result: null };
		if (call?.method === "eth_getLogs" && Array.isArray(reply.result))
			return { ...reply, result: reply.result.filter((log) => !isNewer(log, "blockNumber")) };
		return reply;
	});
}
