import type { Log } from "./contract.ts";
import type { Address, Hex } from "./hex.ts";
import { token } from "./routes/token-calls.ts";

/** One push of money to a holder, as the token logged it. */
export interface PaidOut {
	snapshotId: bigint;
	holder: Address;
	recipient: Address;
	asset: Address;
	amount: bigint;
	blockNumber: number;
	transactionHash: Hex;
	logIndex: number;
}
/** What such a log is found by. Hashed when asked for: a cold start needs it seldom. */
export const paidTopic = (): Hex => token.topic("Claimed");

/** The pushes among a token's logs, in order. */
export const paidOutIn = (logs: readonly Log[]): PaidOut[] =>
	token.events("Claimed", logs).map(({ args: { account, snapshotId, asset, recipient, amount }, log }) => ({
		snapshotId,
		holder: account,
		recipient,
		asset,
		amount,
		blockNumber: log.blockNumber,
		transactionHash: log.transactionHash,
		logIndex: log.logIndex,
	}));
