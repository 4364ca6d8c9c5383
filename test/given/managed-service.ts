import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { computeAddress, SigningKey, Transaction } from "ethers";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { toAddress } from "../../functions/core/hex.ts";
import { bodyOf } from "./body-of.ts";

/** What a managed sender was asked to send, in neither service's words. */
export interface Order {
	to: string;
	data: string;
	gasLimit: bigint;
	validUntil: string;
	speed: string;
}
export interface Taken extends Order {
	id: string;
	nonce: number;
	hash?: Hex;
	/** The signed bytes of its latest version. */
	bytes?: Hex;
}
/** One service's HTTP API. */
export interface Dialogue {
	/** Names the call: whether it submits. */
	isSubmit(method: string, path: string): boolean;
	/** Throws a Reply for what the service refuses. */
	answer(call: Call, service: Inside): Promise<unknown>;
}
export interface Call {
	method: string;
	path: string;
	headers: IncomingMessage["headers"];
	body: Record<string, unknown>;
}
export interface Inside {
	address: Address;
	isPaused: boolean;
	take(order: Order): Promise<Taken>;
	find(id: string): Taken | undefined;
}
/** A reply that is no success. */
export class Reply extends Error {
	readonly status: number;
	readonly body: unknown;
	constructor(status: number, body: unknown) {
		super(String(status));
		this.status = status;
		this.body = body;
	}
}

/** How the next submission goes wrong. */
export type Mishap = "answer-lost" | "request-lost" | "bad-gateway" | "refused" | "held" | "sent-twice";

export interface ManagedService {
	url: string;
	address: Address;
	/** All that it took, in order. */
	taken: Taken[];
	/** How many submissions reached it. */
	submissions(): number;
	next(...mishaps: Mishap[]): void;
	pause(isPaused: boolean): void;
	/** Sends what it holds back: late, or, as a relayer does after the expiry, as a no-op at its nonce. */
	release(asNoop?: boolean): Promise<void>;
	/** Sends a transaction anew with higher fees, under another hash. */
	bump(at: number): Promise<void>;
	/** Sends all that it ever sent again. */
	resend(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * A service that signs and sends by itself, with a key and nonces of its own. `send` puts signed bytes into the chain's
 * pool. One dialogue a product, over the same machinery.
 */
export async function startManagedService(
	dialogue: Dialogue,
	{ key, chainId, send }: { key: Hex; chainId: number; send: (bytes: Hex) => Promise<void> },
): Promise<ManagedService> {
	const signer = new SigningKey(key);
	const address = toAddress(computeAddress(signer.publicKey));
	const taken: Taken[] = [];
	const held = new Set<Taken>();
	const mishaps: Mishap[] = [];
	let nonces = 0;
	let submissions = 0;
	let isPaused = false;
	let version = 0;

	const sendNow = async (one: Taken, call: { to: string; data: string; gasLimit: bigint }): Promise<void> => {
		const fee = 3_000_000_000n + 1_000_000_000n * BigInt(version++);
		const unsigned = Transaction.from({
			type: 2,
			chainId,
			nonce: one.nonce,
			...call,
			maxFeePerGas: fee * 10n,
			maxPriorityFeePerGas: fee,
		});
		unsigned.signature = signer.sign(unsigned.unsignedHash);
		one.hash = unsigned.hash as Hex;
		one.bytes = unsigned.serialized as Hex;
		await send(one.bytes);
	};
	const callOf = ({ to, data, gasLimit }: Order) => ({ to, data, gasLimit });
	const take = async (order: Order, mishap: Mishap | undefined): Promise<Taken> => {
		const one: Taken = { ...order, id: `tx-${taken.length + 1}`, nonce: nonces++ };
		taken.push(one);
		if (mishap === "held") held.add(one);
		else await sendNow(one, callOf(order));
		if (mishap === "sent-twice") await sendNow({ ...one, nonce: nonces++ }, callOf(order));
		return one;
	};

	const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { method = "", url = "", headers } = request;
		const text = await bodyOf(request);
		const isSubmit = dialogue.isSubmit(method, url);
		if (isSubmit) submissions++;
		const mishap = isSubmit ? mishaps.shift() : undefined;
		if (mishap === "request-lost") return void request.socket.destroy();
		const call = { method, path: url, headers, body: text ? JSON.parse(text) : {} };
		let [status, body]: [number, unknown] = [200, undefined];
		try {
			if (mishap === "bad-gateway") throw new Reply(502, "Bad Gateway");
			if (mishap === "refused") throw new Reply(400, { success: false, error: "as the test wishes" });
			body = await dialogue.answer(call, {
				address,
				isPaused,
				take: (order) => take(order, mishap),
				find: (id) => taken.find((one) => one.id === id),
			});
		} catch (error) {
			if (!(error instanceof Reply)) throw error;
			[status, body] = [error.status, error.body];
		}
		if (mishap === "answer-lost") return void request.socket.destroy();
		response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
	};
	const server = createServer((request, response) => {
		serve(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		address,
		taken,
		submissions: () => submissions,
		next: (...some) => void mishaps.push(...some),
		pause: (whether) => {
			isPaused = whether;
		},
		release: async (asNoop = false) => {
			for (const one of held) await sendNow(one, asNoop ? { to: address, data: "0x", gasLimit: 21_000n } : callOf(one));
			held.clear();
		},
		bump: async (at) => {
			const one = taken[at];
			if (one) await sendNow(one, callOf(one));
		},
		resend: async () => {
			for (const { bytes } of taken) if (bytes) await send(bytes);
		},
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
