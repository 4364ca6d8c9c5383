import { Interface } from "ethers";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Log } from "../../functions/core/contract.ts";
import { type Address, ETH, type Hex } from "../../functions/core/hex.ts";
import { FORWARDER, HOLDER, TOKEN, word } from "./claim.ts";

const codecs = { token: new Interface(revenueShareTokenAbi), forwarder: new Interface(erc2771ForwarderAbi) };

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
