import { type Call, type Dialogue, type Inside, type Order, Reply, type Taken } from "./managed-service.ts";

export const RELAYER_ID = "imo-1";
export const API_KEY = "an-api-key-of-thirty-two-letters";
export const API_SECRET = "an-api-secret-nobody-may-ever-see";
const TOKEN = "a-session-token";

/** RFC 3339, later than now: what both services ask of an expiry. */
function expiryIn(value: unknown): string {
	if (typeof value !== "string" || !(Date.parse(value) > Date.now())) throw new Reply(400, { error: "bad expiry" });
	return value;
}
const fail = (status: number, error: string): never => {
	throw new Reply(status, { success: false, data: null, error });
};

/** OpenZeppelin Relayer, its HTTP API as of version 1.3: the part that sends on EVM chains. */
export const relayerDialogue: Dialogue = {
	isSubmit: (method, path) => method === "POST" && path === `/api/v1/relayers/${RELAYER_ID}/transactions`,
	async answer({ method, path, headers, body }: Call, { address, isPaused, take, find }: Inside) {
		if (headers.authorization !== `Bearer ${API_KEY}`) return fail(401, "Unauthorized");
		const root = `/api/v1/relayers/${RELAYER_ID}`;
		const success = (data: unknown) => ({ success: true, data, error: null });
		const shown = (one: Taken) => ({
			id: one.id,
			...(one.hash ? { hash: one.hash, nonce: one.nonce } : {}),
			status: one.hash ? "submitted" : "pending",
			created_at: new Date().toISOString(),
			from: address,
			to: one.to,
			value: "0",
			data: one.data,
			gas_limit: Number(one.gasLimit),
			relayer_id: RELAYER_ID,
		});
		if (method === "GET" && path === root)
			return success({
				id: RELAYER_ID,
				name: "imo",
				network: "anvil",
				network_type: "evm",
				paused: isPaused,
				system_disabled: false,
				signer_id: "local",
				address,
			});
		if (method === "POST" && path === `${root}/transactions`) {
			const { to, data, value, gas_limit, speed, valid_until, ...unknown } = body;
			if (isPaused) return fail(403, "Relayer is paused");
			if (Object.keys(unknown).length > 0) return fail(400, `unknown fields ${Object.keys(unknown)}`);
			if (typeof value !== "number" || typeof gas_limit !== "number" || gas_limit < 21_000)
				return fail(400, "bad value or gas_limit");
			if (!["fastest", "fast", "average", "safeLow"].includes(String(speed))) return fail(400, "bad speed");
			return success(shown(await take(orderOf(to, data, gas_limit, expiryIn(valid_until), speed))));
		}
		const found = method === "GET" ? find(path.replace(`${root}/transactions/`, "")) : undefined;
		return found ? success(shown(found)) : fail(404, `nothing at ${path}`);
	},
};

/** OpenZeppelin Defender's relayer API, as its SDK 2.7 speaks it. */
export const defenderDialogue: Dialogue = {
	isSubmit: (method, path) => method === "POST" && path === "/relayers/self/txs",
	async answer({ method, path, headers, body }: Call, { address, isPaused, take, find }: Inside) {
		if (method === "POST" && path === "/auth/login") {
			const { apiKey, secretKey, type } = body;
			if (apiKey !== API_KEY || secretKey !== API_SECRET || type !== "relay") return fail(401, "Unauthorized");
			return { accessToken: TOKEN, refreshToken: "again" };
		}
		if (headers.authorization !== `Bearer ${TOKEN}` || headers["x-api-key"] !== API_KEY) return fail(403, "Forbidden");
		const shown = (one: Taken) => ({
			transactionId: one.id,
			hash: one.hash ?? "",
			to: one.to,
			from: address,
			data: one.data,
			gasLimit: Number(one.gasLimit),
			nonce: one.nonce,
			status: one.hash ? "submitted" : "pending",
			chainId: 31337,
			speed: one.speed,
			validUntil: one.validUntil,
			createdAt: new Date().toISOString(),
		});
		if (method === "GET" && path === "/relayers/self")
			return { relayerId: "r-1", name: "imo", address, network: "sepolia", paused: isPaused };
		if (method === "POST" && path === "/relayers/self/txs") {
			const { to, data, gasLimit, speed, validUntil } = body;
			if (isPaused) return fail(400, "Relayer is paused");
			if (!/^\d+$/.test(String(gasLimit))) return fail(400, "bad gasLimit");
			return shown(await take(orderOf(to, data, gasLimit, expiryIn(validUntil), speed)));
		}
		const found = method === "GET" ? find(path.replace("/relayers/self/txs/", "")) : undefined;
		return found ? shown(found) : fail(404, `nothing at ${path}`);
	},
};

const orderOf = (to: unknown, data: unknown, gas: unknown, validUntil: string, speed: unknown): Order => ({
	to: String(to),
	data: String(data),
	gasLimit: BigInt(gas as string),
	validUntil,
	speed: String(speed),
});
