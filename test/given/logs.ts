import { Interface } from "ethers";
import { claimMandateAbi } from "../../functions/core/abi/claim-mandate.ts";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Log } from "../../functions/core/contract.ts";
import { type Address, ETH, type Hex } from "../../functions/core/hex.ts";
import type { Inclusion } from "../../functions/core/transaction.ts";
import { DELEGATE, FORWARDER, HOLDER, TOKEN, word } from "./claim.ts";

const codecs = {
	token: new Interface(revenueShareTokenAbi),
	forwarder: new Interface(erc2771ForwarderAbi),
	delegate: new Interface(claimMandateAbi),
};

function aLog(codec: keyof typeof codecs, event: string, args: unknown[], address: Address): Log {
	const { topics, data } = codecs[codec].encodeEventLog(event, args);
	return {
		address,
		topics: topics as Hex[],
		data: data as Hex,
		blockNumber: 5,
		blockHash: word(5),
		transactionHash: word(9),
		logIndex: 0,
	};
}

/** The block that holds the logs below. */
export const anInclusion = (given: Partial<Inclusion> = {}): Inclusion => ({
	hash: word(9),
	blockNumber: 5,
	blockHash: word(5),
	ok: true,
	gasUsed: 300_001n,
	gasPriceWei: 1n,
	...given,
});

/** The forwarder executed the signer's request. */
export const executed = ({ signer = HOLDER, nonce = 0n, success = true, by = FORWARDER } = {}): Log =>
	aLog("forwarder", "ExecutedForwardRequest", [signer, nonce, success], by);

const push = { account: HOLDER, snapshotId: 1n, asset: ETH, recipient: HOLDER, amount: 5n, by: TOKEN };
const pushArgs = ({ account, snapshotId, asset, recipient, amount }: typeof push) => [
	account,
	snapshotId,
	asset,
	recipient,
	amount,
];
/** The token paid an account. */
export function claimed(given: Partial<typeof push> = {}): Log {
	const all = { ...push, ...given };
	return aLog("token", "Claimed", pushArgs(all), all.by);
}
/** The token could not push what is due. */
export function pushFailed(given: Partial<typeof push> = {}): Log {
	const all = { ...push, ...given };
	return aLog("token", "ClaimPushFailed", pushArgs(all), all.by);
}

/** An account claimed by its mandate: the account itself says so. */
export const mandateUsed = ({ by = HOLDER, token = TOKEN, nonce = 7n, snapshotIds = [1n] } = {}): Log =>
	aLog("delegate", "MandateUsed", [token, nonce, snapshotIds], by);
/** The delegate passed a claim over. */
export const mandateSkipped = ({ account = HOLDER, token = TOKEN, nonce = 7n, by = DELEGATE } = {}): Log =>
	aLog("delegate", "MandateSkipped", [account, token, nonce], by);
