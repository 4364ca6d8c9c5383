import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readBroadcast } from "../../functions/adapters/chain/broadcast.ts";
import type { RpcReply } from "../../functions/adapters/chain/rpc-reply.ts";

const said = (message: string): RpcReply => ({ ok: false, code: -32000, message });
const taken: RpcReply = { ok: true, result: "0x01" };

/** What nodes really answer to eth_sendRawTransaction; anvil's are measured with 1.7.1. */
const messages: [node: string, message: string, why: string][] = [
	["geth", "already known", "ok"],
	["geth", "nonce too low: next nonce 5, tx nonce 3", "nonce_too_low"],
	["geth", "replacement transaction underpriced", "underpriced"],
	["geth", "transaction underpriced: tip needed 2, tip permitted 1", "underpriced"],
	["geth", "transaction gas price below minimum: gas tip cap 0, minimum needed 1", "underpriced"],
	["geth", "insufficient funds for gas * price + value: balance 0, tx cost 21, overshot 21", "insufficient_funds"],
	["geth", "max fee per gas less than block base fee: maxFeePerGas: 1, baseFee: 7", "fee_too_low"],
	["geth", "intrinsic gas too low: gas 20000, minimum needed 21000", "rejected"],
	["geth", "exceeds block gas limit", "rejected"],
	["geth", "max priority fee per gas higher than max fee per gas", "rejected"],
	["geth", "txpool is full", "not_now"],
	["geth", "in-flight transaction limit reached for delegated accounts", "not_now"],
	["geth", "gapped-nonce tx from delegated accounts", "not_now"],
	["geth", "future transaction tries to replace pending transaction", "not_now"],
	["geth", "authority already reserved", "rejected"],
	["nitro", "nonce too high: address 0x00, tx: 7 state: 5", "not_now"],
	["anvil", "transaction already imported", "ok"],
	["anvil", "nonce too low", "nonce_too_low"],
	["anvil", "replacement transaction underpriced", "underpriced"],
	["anvil", "Insufficient funds for gas * price + value", "insufficient_funds"],
	["anvil", "max fee per gas less than block base fee", "fee_too_low"],
	["anvil", "intrinsic gas too low", "rejected"],
	["anvil", "intrinsic gas too high -- tx.gas_limit > env.block.gas_limit", "rejected"],
	["erigon", "already known", "ok"],
	["erigon", "INTERNAL_ERROR: existing tx with same hash", "ok"],
	["erigon", "existing txn with same hash", "ok"],
	["erigon", "nonce too low", "nonce_too_low"],
	["erigon", "underpriced", "underpriced"],
	["erigon", "INTERNAL_ERROR: could not replace existing tx", "underpriced"],
	["erigon", "fee too low", "fee_too_low"],
	["erigon", "insufficient funds for gas * price + value", "insufficient_funds"],
	["erigon", "pending sub-pool is full", "not_now"],
	["nethermind", "AlreadyKnown", "ok"],
	["nethermind", "OldNonce, Current nonce: 5, nonce of rejected tx: 3", "nonce_too_low"],
	["nethermind", "ReplacementNotAllowed", "underpriced"],
	["nethermind", "FeeTooLow, FeePerGas needs to be higher than 7 to be added to the TxPool.", "fee_too_low"],
	["nethermind", "InsufficientFunds, Account balance: 0, cumulative cost: 21", "insufficient_funds"],
	["nethermind", "Invalid", "rejected"],
	["nethermind (2026)", "already known", "ok"],
	["nethermind (2026)", "nonce too low", "nonce_too_low"],
	["nethermind (2026)", "nonce too far in future", "not_now"],
];

describe("a node's answer", () => {
	test.each(messages)("of %s, `%s`, means %s", (_node, message, why) => {
		expect(readBroadcast([said(message)])).toEqual(why === "ok" ? { ok: true } : { ok: false, why, message });
	});
});

describe("the answers of several nodes", () => {
	const reply = fc.oneof(
		fc.constant(undefined),
		fc.string().map(said),
		fc.constantFrom(...messages.filter(([, , why]) => why !== "ok").map(([, message]) => said(message))),
	);

	test("mean that it arrived when one of them took it, whatever the others say", () => {
		fc.assert(
			fc.property(fc.array(reply), fc.array(reply), fc.constantFrom(taken, said("already known")), (a, b, one) => {
				expect(readBroadcast([...a, one, ...b])).toEqual({ ok: true });
			}),
		);
	});
	test("mean nothing when none answered: it may have arrived", () => {
		expect(readBroadcast([])).toMatchObject({ ok: false, why: "unanswered" });
		expect(readBroadcast([undefined, undefined])).toMatchObject({ ok: false, why: "unanswered" });
	});
	test.each([
		[-32005, "request rate limited"],
		[429, "Your app has exceeded its compute units per second capacity."],
		[-32603, "Internal error"],
		[-32601, "the method eth_sendRawTransaction does not exist/is not available"],
	])("mean nothing when all that answers is %i `%s`", (code, message) => {
		const trouble: RpcReply = { ok: false, code, message };
		expect(readBroadcast([trouble])).toEqual({ ok: false, why: "unanswered", message });
		expect(readBroadcast([said("txpool is full"), trouble])).toMatchObject({ why: "not_now" });
		expect(readBroadcast([said("Invalid"), trouble])).toMatchObject({ why: "rejected" });
		expect(readBroadcast([said("txpool is full"), said("Invalid")])).toMatchObject({ why: "not_now" });
		expect(readBroadcast([said("underpriced"), said("txpool is full")])).toMatchObject({ why: "underpriced" });
		expect(readBroadcast([trouble, said("nonce too low")])).toMatchObject({ why: "nonce_too_low" });
	});
	test("mean what those say that answered", () => {
		expect(readBroadcast([undefined, said("nonce too low"), undefined])).toMatchObject({ why: "nonce_too_low" });
	});
});
