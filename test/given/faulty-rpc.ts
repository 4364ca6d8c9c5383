import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Dice } from "./dice.ts";
import { type LaggingCall, lagging } from "./lagging-node.ts";

/** What goes wrong with a whole request, or, for the last two, with a single call of it. */
export type Mishap =
	/** It never arrives. */
	| { kind: "lost request" }
	/** It arrives and is carried out; the answer never comes. */
	| { kind: "lost answer" }
	| { kind: "slow"; ms: number }
	/** It arrives twice; the second answer is given. */
	| { kind: "twice" }
	/** A status instead of an answer; with `forwards`, after it was carried out. */
	| { kind: "http"; status: number; forwards: boolean }
	/** Half an answer. */
	| { kind: "truncated" }
	/** Answered as by a node that is so many blocks behind. */
	| { kind: "stale"; blocks: number }
	/** An error instead of the result; with `forwards`, after it was carried out. */
	| { kind: "error"; message: string; forwards: boolean };

export interface FaultRule {
	mishap: Mishap;
	/** All methods when left out. */
	methods?: readonly string[];
	/** How often, from 0 to 1; always when left out. */
	rate?: number;
	/** Only so many times. */
	times?: number;
}
export interface FaultyRpc {
	url: string;
	/** May be changed at any time; the first that strikes counts. */
	rules: FaultRule[];
	/** How often each kind struck. */
	struck: Map<string, number>;
	stop(): Promise<void>;
}
interface Reply {
	id: unknown;
	result?: unknown;
	error?: unknown;
}

/** A JSON-RPC proxy in front of a node, which goes wrong by rule and by dice. */
export async function startFaultyRpc(node: string, dice: Dice, rules: FaultRule[] = []): Promise<FaultyRpc> {
	const struck = new Map<string, number>();
	const strikes = (rule: FaultRule, methods: readonly string[]): boolean => {
		if (rule.times === 0) return false;
		if (rule.methods && !methods.some((method) => rule.methods?.includes(method))) return false;
		if (rule.rate !== undefined && !dice.chance(rule.rate)) return false;
		if (rule.times !== undefined) rule.times--;
		struck.set(rule.mishap.kind, (struck.get(rule.mishap.kind) ?? 0) + 1);
		return true;
	};
	const forward = async (calls: readonly LaggingCall[]): Promise<Reply[]> => {
		const response = await fetch(node, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(calls),
		});
		return (await response.json()) as Reply[];
	};
	/** All calls at once, but for those that a rule singles out. */
	const answerEach = async (calls: readonly LaggingCall[], rule: FaultRule | undefined): Promise<Reply[]> => {
		const mishap = rule?.mishap;
		if (mishap?.kind === "stale") return lagging(forward, calls, mishap.blocks);
		if (mishap?.kind !== "error") return forward(calls);
		const isHit = ({ method }: LaggingCall): boolean => !rule?.methods || rule.methods.includes(method);
		const through = mishap.forwards ? calls : calls.filter((call) => !isHit(call));
		const replies = through.length > 0 ? await forward(through) : [];
		return calls.map((call) =>
			isHit(call)
				? { id: call.id, jsonrpc: "2.0", error: { code: -32000, message: mishap.message } }
				: (replies.find(({ id }) => id === call.id) as Reply),
		);
	};

	const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
		const calls = [body].flat() as LaggingCall[];
		const methods = calls.map(({ method }) => method);
		const rule = faulty.rules.find((one) => strikes(one, methods));
		const mishap = rule?.mishap;
		const end = (status: number, text: string): void =>
			void response.writeHead(status, { "content-type": "application/json" }).end(text);

		if (mishap?.kind === "lost request") return void request.socket.destroy();
		if (mishap?.kind === "http" && !mishap.forwards) return end(mishap.status, "no");
		if (mishap?.kind === "twice") await forward(calls);
		const replies = await answerEach(calls, rule);
		if (mishap?.kind === "lost answer") return void request.socket.destroy();
		if (mishap?.kind === "http") return end(mishap.status, "no");
		if (mishap?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, mishap.ms));
		const text = JSON.stringify(Array.isArray(body) ? replies : replies[0]);
		end(200, mishap?.kind === "truncated" ? text.slice(0, text.length / 2) : text);
	};
	const server = createServer((request, response) => {
		serve(request, response).catch(() => request.socket.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const faulty: FaultyRpc = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		rules,
		struck,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
	return faulty;
}
