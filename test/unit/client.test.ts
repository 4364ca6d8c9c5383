import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { TypedDataEncoder, Wallet } from "ethers";
import fc from "fast-check";
import type * as z from "zod/mini";
import type * as wire from "../../client/client.ts";
import { imoRelay } from "../../client/client.ts";
import { claimTypedData, mandateTypedData } from "../../client/typed-data.ts";
import type * as api from "../../functions/api.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import { digestOf, signableConsent, signableRequest, typedDataOf } from "../../functions/core/typed-data.ts";
import { DELEGATE, FORWARDER, HOLDER, LANE, TOKEN } from "../given/claim.ts";

// What the service answers may be more, never other, than what the client says.
type Answers<Reply extends z.ZodMiniType, Type> = z.input<Reply> extends Type ? true : false;
const agreed: [
	Answers<typeof api.claimReply, wire.Claim>,
	Answers<typeof api.holderReply, wire.Quote>,
	Answers<typeof api.tokenReply, wire.TokenStatistics>,
	Answers<typeof api.tokensReply, { tokens: wire.Token[] }>,
	Answers<typeof api.snapshotsReply, { snapshots: wire.Snapshot[] }>,
	Answers<typeof api.inflowsReply, { inflows: wire.Inflow[] }>,
	Answers<typeof api.revenueReply, { periods: wire.Period[] }>,
	Answers<typeof api.offeringReply, wire.Offering>,
	Answers<typeof api.mandateReply, wire.Mandate>,
	Answers<typeof api.mandateQuoteReply, wire.MandateQuote>,
	Answers<typeof api.optOutReply, wire.OptOut>,
] = [true, true, true, true, true, true, true, true, true, true, true];

const chainId = 31337;
const token = { id: "model", address: TOKEN, chainId, forwarder: { address: FORWARDER } };
const domain = (verifyingContract: typeof TOKEN) => ({ name: "OpenLM", version: "1", chainId, verifyingContract });
const consentOf = { token: TOKEN, account: HOLDER, ids: [1n, 2n], nonce: 0n, deadlineSec: 2_000_000_000n };
const consent = () => typedDataOf(signableConsent(domain(TOKEN), consentOf));
const requestOf = {
	from: HOLDER,
	to: TOKEN,
	value: 0n,
	gas: 140_000n,
	nonce: 0n,
	deadlineSec: 2_000_000_000n,
	data: claimCall([1n, 2n]),
};
const request = () => typedDataOf(signableRequest(domain(FORWARDER), requestOf));

test("the client's types are the service's replies", () => expect(agreed).not.toContain(false));

describe("typed data that is what was asked for", () => {
	test("is signed as the service made it, on both routes", () => {
		for (const [given, route, signable] of [
			[consent(), "on-behalf", signableConsent(domain(TOKEN), consentOf)],
			[request(), "forwarder", signableRequest(domain(FORWARDER), requestOf)],
		] as const) {
			const data = claimTypedData(given, route, token, HOLDER.toLowerCase());
			const { EIP712Domain: _domain, ...types } = data.types;
			expect(TypedDataEncoder.hash(data.domain, types, data.message)).toBe(digestOf(signable));
		}
	});
	test("is made anew: types that are slipped in are not signed", () => {
		const slipped = { ...consent(), types: { ...consent().types, ClaimConsent: [{ name: "token", type: "bytes" }] } };
		expect(claimTypedData(slipped, "on-behalf", token, HOLDER).types).toEqual(consent().types);
	});
});

describe("a hostile relay gets no signature", () => {
	const withDomain = (data: object, change: object) => ({ ...data, domain: { ...domain(TOKEN), ...change } });
	const withMessage = (data: { message: object }, change: object) => ({
		...data,
		message: { ...data.message, ...change },
	});
	const transfer = `0xa9059cbb${"0".repeat(24)}${LANE.slice(2)}${"f".repeat(64)}`;
	test.each([
		["nothing", undefined, "on-behalf"],
		["another primary type", { ...consent(), primaryType: "Permit" }, "on-behalf"],
		["another chain", withDomain(consent(), { chainId: 1 }), "on-behalf"],
		["another contract's consent", withDomain(consent(), { verifyingContract: LANE }), "on-behalf"],
		["no domain", { ...consent(), domain: undefined }, "on-behalf"],
		["another token", withMessage(consent(), { token: LANE }), "on-behalf"],
		["another account", withMessage(consent(), { account: LANE }), "on-behalf"],
		["one field more", withMessage(consent(), { spender: LANE }), "on-behalf"],
		["a forward request where a consent was wanted", request(), "on-behalf"],
		["a call of another contract", withMessage(request(), { to: LANE }), "forwarder"],
		["another sender", withMessage(request(), { from: LANE }), "forwarder"],
		["value", withMessage(request(), { value: "1" }), "forwarder"],
		["a transfer", withMessage(request(), { data: transfer }), "forwarder"],
		["a call with more behind it", withMessage(request(), { data: `${requestOf.data}00` }), "forwarder"],
		["another forwarder", { ...request(), domain: domain(LANE) }, "forwarder"],
	] as const)("for %s", (_what, given, route) => {
		expect(() => claimTypedData(given, route, token, HOLDER)).toThrow(
			expect.objectContaining({ code: "unexpected_typed_data" }),
		);
	});
	test("for a forward request while no forwarder is known", () => {
		const { forwarder: _none, ...known } = token;
		expect(() => claimTypedData(request(), "forwarder", known, HOLDER)).toThrow("forwarder that you named");
	});
	test("for a mandate of another delegate, token, account, or a longer time", () => {
		const message = { account: HOLDER, token: TOKEN, nonce: "1", expiry: "1000" };
		const given = { domain: domain(DELEGATE), primaryType: "Mandate", message };
		const check = (data: object) =>
			mandateTypedData(data, token, HOLDER, { delegate: DELEGATE, untilSec: 1000 }).message.expiry;
		expect(check(given)).toBe("1000");
		for (const wrong of [
			{ ...given, domain: domain(LANE) },
			withMessage(given, { token: LANE }),
			withMessage(given, { account: LANE }),
			withMessage(given, { expiry: "1001" }),
			withMessage(given, { expiry: "x" }),
		])
			expect(() => check(wrong)).toThrow(expect.objectContaining({ code: "unexpected_typed_data" }));
	});
	test("whatever it sends: what is signed names the token, the holder, and no value", () => {
		const text = fc.oneof(
			fc.constantFrom<unknown>(TOKEN, HOLDER, LANE, "0", "1", requestOf.data, transfer),
			fc.jsonValue(),
		);
		const message = fc.record(
			{ from: text, to: text, value: text, gas: text, nonce: text, deadline: text, data: text },
			{ requiredKeys: ["from", "to", "value"] },
		);
		fc.assert(
			fc.property(message, (some) => {
				const given = { ...request(), message: some };
				try {
					const data = claimTypedData(given, "forwarder", token, HOLDER);
					expect(data.message).toMatchObject({ from: HOLDER, to: TOKEN, value: "0", data: requestOf.data });
				} catch (error) {
					expect(error).toMatchObject({ code: "unexpected_typed_data" });
				}
			}),
		);
	});
});

describe("the client", () => {
	let server: Server | undefined;
	afterEach(() => new Promise<void>((done) => (server ? void server.close(() => done()) : done())));
	async function relayThat(answers: RequestListener) {
		server = createServer(answers);
		await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
		return imoRelay({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
	}
	const json = (response: Parameters<RequestListener>[1], status: number, body: object, headers = {}) =>
		response
			.writeHead(status, { "content-type": "application/json", connection: "close", ...headers })
			.end(JSON.stringify(body));

	test("throws a problem by its code, with its facts", async () => {
		const body = { code: "unknown_claim", status: 404, title: "There is no claim of that id", facts: { id: "0x01" } };
		const relay = await relayThat((_request, response) => json(response, 404, body));
		const { title, ...rest } = body;
		await expect(relay.showClaim("0x01")).rejects.toMatchObject({ name: "RelayError", message: title, ...rest });
	});
	test("asks again what the service could not answer, after the time that it said", async () => {
		let asked = 0;
		const relay = await relayThat((_request, response) => {
			if (++asked < 3) return json(response, 503, { code: "rpc_unavailable" }, { "retry-after": "0.05" });
			json(response, 200, { tokens: [] });
		});
		expect(await relay.tokens()).toEqual([]);
		expect(asked).toBe(3);
	});
	test("gives up on a service that is gone, and says so", async () => {
		const relay = await relayThat((request) => request.socket.destroy());
		await expect(relay.tokens()).rejects.toMatchObject({ code: "unreachable", status: 0 });
	});
	test("does not take a page of somebody else for an answer", async () => {
		const relay = await relayThat((_request, response) =>
			response.writeHead(404, { connection: "close" }).end("<html>"),
		);
		await expect(relay.tokens()).rejects.toMatchObject({ code: "unexpected_reply", status: 404 });
	});
	test("follows a claim through an outage, and tells of each change once", async () => {
		const states = ["accepted", "accepted", undefined, "relayed", "mined", "mined", "settled"];
		const relay = await relayThat((_request, response) => {
			const state = states.shift();
			if (!state) return json(response, 503, { code: "store_unavailable" }, { "retry-after": "0.01" });
			json(response, 200, { id: "0x01", state }, { "retry-after": "0.01" });
		});
		const seen: string[] = [];
		for await (const claim of relay.follow("0x01")) seen.push(claim.state);
		expect(seen).toEqual(["accepted", "relayed", "mined", "settled"]);
	});
	test("stops following when it is told to", async () => {
		const relay = await relayThat((_request, response) => json(response, 200, { state: "accepted" }));
		const following = relay.finished("0x01", { signal: AbortSignal.timeout(50) });
		await expect(following).rejects.toMatchObject({ name: "TimeoutError" });
	});
	test("asks a wallet for nothing when nothing can be claimed", async () => {
		const quote = { code: "not_worth_gas" };
		const relay = await relayThat((_request, response) => json(response, 200, quote));
		const signer = { request: () => Promise.reject(new Error("asked")) };
		await expect(relay.claim({ token, holder: HOLDER, signer })).rejects.toMatchObject({ code: "not_worth_gas" });
	});
	test("has a wallet that counts v from 0 understood, and what is no signature refused", async () => {
		const wallet = Wallet.createRandom();
		const whole = await wallet.signTypedData(domain(TOKEN), { A: [{ name: "a", type: "uint256" }] }, { a: 1 });
		const bodies: string[] = [];
		const relay = await relayThat((request, response) => {
			if (request.method === "GET") return json(response, 200, { route: "on-behalf", typedData: consent() });
			let body = "";
			request
				.on("data", (part) => {
					body += part;
				})
				.on("end", () => {
					bodies.push(JSON.parse(body).signature);
					json(response, 202, { id: "0x01", state: "accepted" });
				});
		});
		const low = whole.replace(/1b$/, "00").replace(/1c$/, "01");
		await relay.claim({ token, holder: HOLDER, signer: { request: async () => low } });
		expect(bodies).toEqual([whole]);
		const signer = { request: async () => null };
		await expect(relay.claim({ token, holder: HOLDER, signer })).rejects.toMatchObject({ code: "cannot_sign" });
	});
});
