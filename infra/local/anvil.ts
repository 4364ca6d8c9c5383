import { bin, type Children, eventually } from "./children.ts";

/** Anvil's public test keys: worth nothing anywhere else. */
export const ANVIL_KEYS = [
	"0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
	"0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
	"0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
] as const;
export const ANVIL_CHAIN_ID = 31337;

/** One JSON-RPC call; throws what the node says. */
export async function rpc<T>(url: string, method: string, params: unknown[] = []): Promise<T> {
	const response = await fetch(url, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
	});
	const { result, error } = (await response.json()) as { result: T; error?: { message: string } };
	if (error) throw new Error(`${method}: ${error.message}`);
	return result;
}

/** Blocks whose state is kept, in memory; older ones anvil would write to disk, gigabytes in an hour. */
const KEPT_STATES = 500;

/** A real EVM that mines at once; `mineBySecond` gives it a clock. It finds a port that nobody else has. Gives its URL. */
export async function startAnvil(
	kids: Children,
	more: readonly string[] = [],
	keptStates = KEPT_STATES,
): Promise<string> {
	let port: string | undefined;
	const flags = ["--port", "0", "--slots-in-an-epoch", "1", "--prune-history", String(keptStates), ...more];
	kids.start("anvil", [bin("anvil"), ...flags], {}, (line) => {
		port ??= /^Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
	});
	const url = `http://127.0.0.1:${await eventually("anvil's start", 20_000, async () => port)}`;
	await rpc(url, "anvil_setLoggingEnabled", [false]);
	return url;
}

/** From now on a block a second, two blocks back is final. */
export const mineBySecond = (url: string): Promise<unknown> => rpc(url, "evm_setIntervalMining", [1]);
