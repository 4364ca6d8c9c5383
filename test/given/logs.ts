import { Interface } from "ethers";
import { claimMandateAbi } from "../../functions/core/abi/claim-mandate.ts";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Log } from "../../functions/core/contract.ts";
import { type Address, ETH, type Hex } from "../../functions/core/hex.ts";
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

/** The forwarder executed the signer's request. */
export const executed = ({ signer = HOLDER, nonce = 0n, success = true, by = FORWARDER } = {}): Log =>
	aLog("forwarder", "ExecutedForwardRequest", [signer, nonce, success], by);

/** The token paid an account. */
export const claimed = ({
	account = HOLDER,
	snapshotId = 1n,
	asset = ETH,
	recipient = HOLDER,
	amount = 5n,
	by = TOKEN,
} = {}): Log => aLog("token", "Claimed", [account, snapshotId, asset, recipient, amount], by);

/** The token could not push to an account. */
export const refusedPush = (): Log => aLog("token", "ClaimPushFailed", [HOLDER, 1n, ETH, HOLDER, 5n], TOKEN);
/** An account's mandate was used, or passed over by the delegate. */
export const used = (nonce = 7n): Log => aLog("delegate", "MandateUsed", [TOKEN, nonce, [1n]], HOLDER);
export const skipped = (nonce = 7n): Log => aLog("delegate", "MandateSkipped", [HOLDER, TOKEN, nonce], DELEGATE);
