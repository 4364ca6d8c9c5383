import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Interface } from "ethers";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Claim } from "../../functions/core/claim.ts";
import { contract } from "../../functions/core/contract.ts";
import { type Address, type Hex, toAddress } from "../../functions/core/hex.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import { batchPayload } from "../../functions/core/routes/rules-of.ts";
import {
	digestOf,
	type ForwardRequest,
	signableConsent,
	signableMandate,
	signableRequest,
	signerOf,
} from "../../functions/core/typed-data.ts";
import { typescriptVectors } from "../../infra/build/vectors.ts";

type Row = Record<string, string>;
const read = (name: string): string => readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8");
const vectors = JSON.parse(read("from-solidity")) as Record<string, Row[]>;
const FORGE_CHAIN_ID = 31_337;

/** A field that must be there. */
function field(row: Row | undefined, key: string): string {
	const found = row?.[key];
	if (found === undefined) throw new Error(`no ${key}`);
	return found;
}
const hex = (row: Row | undefined, key: string) => field(row, key) as Hex;
const uint = (row: Row | undefined, key: string) => BigInt(field(row, key));
const addressIn = (row: Row | undefined, key: string): Address => toAddress(field(row, key));
const rows = (name: string): Row[] => vectors[name] ?? [];
const idsIn = (row: Row): bigint[] => field(row, "ids").split(",").filter(Boolean).map(BigInt);
const domainOf = (name: string, verifyingContract: Address) => ({
	name,
	version: "1",
	chainId: FORGE_CHAIN_ID,
	verifyingContract,
});
const requestOf = (row: Row): ForwardRequest => ({
	from: addressIn(row, "from"),
	to: addressIn(row, "to"),
	value: uint(row, "value"),
	gas: uint(row, "gas"),
	nonce: uint(row, "nonce"),
	deadlineSec: uint(row, "deadline"),
	data: hex(row, "data"),
});

describe("what the contracts wrote", () => {
	test("is a request that its signer signed, of the next nonce too", () => {
		expect(rows("forward").map((row) => field(row, "nonce"))).toEqual(["0", "1", "1"]);
		for (const row of rows("forward")) {
			const digest = digestOf(
				signableRequest(domainOf("imo-relay forwarder", addressIn(row, "forwarder")), requestOf(row)),
			);
			expect(signerOf(digest, hex(row, "signature"))).toBe(addressIn(row, "from"));
		}
	});
	test("is the digest of a consent", () => {
		expect(rows("consent").map((row) => field(row, "nonce"))).toEqual(["0", "1", "1"]);
		for (const row of rows("consent")) {
			const [token, account] = [addressIn(row, "token"), addressIn(row, "account")];
			const consent = {
				token,
				account,
				ids: idsIn(row),
				nonce: uint(row, "nonce"),
				deadlineSec: uint(row, "deadline"),
			};
			expect(digestOf(signableConsent(domainOf("Open Model", token), consent))).toBe(field(row, "digest"));
		}
	});
	test("is the digest of a mandate", () => {
		expect(rows("mandate")).toHaveLength(2);
		for (const row of rows("mandate")) {
			const [account, token] = [addressIn(row, "account"), addressIn(row, "token")];
			const mandate = { account, token, nonce: uint(row, "nonce"), expirySec: uint(row, "expiry") };
			const domain = domainOf("ClaimMandate", addressIn(row, "delegate"));
			expect(digestOf(signableMandate(domain, mandate))).toBe(field(row, "digest"));
		}
	});
	test("is the calldata that goes to forwarder and token", () => {
		const [calls] = rows("calldata");
		const claims = rows("forward").map(
			(row) =>
				({
					route: "forwarder",
					request: requestOf(row),
					signature: hex(row, "signature"),
					forwarder: addressIn(calls, "lane"),
				}) as Claim,
		);
		const lane = addressIn(calls, "lane");
		expect(batchPayload(claims, lane).data).toBe(field(calls, "executeBatch"));
		expect(claimCall([9n])).toBe(field(calls, "claim"));
		expect(claimCall([9n, 10n])).toBe(field(calls, "claimBatch"));
		const codec = new Interface(revenueShareTokenAbi as unknown as ConstructorParameters<typeof Interface>[0]);
		const [accounts, ids] = codec.decodeFunctionData("claimForMany", field(calls, "claimForMany"));
		const many = contract(revenueShareTokenAbi).encode("claimForMany", [[...accounts], [...ids]]);
		expect(many).toBe(field(calls, "claimForMany"));
		expect([...ids]).toEqual([9n, 10n]);
	});
	test("is due and redeemable by the formula, rounded down", () => {
		expect(rows("due")).toHaveLength(6);
		for (const row of rows("due")) {
			const of = (key: string) => uint(row, key);
			expect((of("claimable") * of("balance")) / of("supply")).toBe(of("due"));
			expect((of("redeemPool") * of("burnt")) / 10n ** 24n).toBe(of("redeemable"));
		}
	});
});

test("what TypeScript writes for the contracts is up to date", async () => {
	expect(await typescriptVectors()).toBe(read("from-typescript"));
});
