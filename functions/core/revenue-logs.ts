import type { AssetAmount } from "./claim.ts";
import type { Log } from "./contract.ts";
import { type Address, type Hex, toAddress } from "./hex.ts";
import type { Inflow } from "./inflow.ts";
import { token as abi } from "./routes/token-calls.ts";

/** What RevenueShareToken logs of money that comes, and that goes otherwise than by claims. */
export const revenueTopics = (): Hex[] => [
	abi.topic("RevenueReceived"),
	abi.topic("Redeemed"),
	abi.topic("SentToTreasury"),
];

/** Addresses that come again and again: a checksum costs more than all else of a log. */
const KNOWN = 10_000;
const known = new Map<string, Address>();

/**
 * The inflows, and what left by redemption or to the treasury, in a token's logs. Read off their words: a decoder for any
 * event takes ten times as long, and there may be millions. What only looks like such a log is left out.
 */
export function readRevenueLogs(tokenId: string, logs: readonly Log[]): { inflows: Inflow[]; outflows: AssetAmount[] } {
	const inflows: Inflow[] = [];
	const outflows: AssetAmount[] = [];
	const [received, redeemed, toTreasury] = revenueTopics();
	for (const log of logs) {
		const { topics, data } = log;
		const [topic, first, second] = topics as [Hex, Hex, Hex];
		if (topic === received && topics.length === 3 && data.length === 66) {
			const { blockNumber, blockHash, logIndex, transactionHash } = log;
			const place = { blockNumber, blockHash, logIndex, transactionHash };
			inflows.push({ tokenId, asset: addressIn(first), amount: BigInt(data), source: addressIn(second), ...place });
		} else if (topic === redeemed && topics.length === 3 && data.length === 130)
			outflows.push({ asset: addressIn(second), amount: BigInt(data.slice(0, 66)) });
		else if (topic === toTreasury && topics.length === 2 && data.length === 66)
			outflows.push({ asset: addressIn(first), amount: BigInt(data) });
	}
	return { inflows, outflows };
}

function addressIn(topic: Hex): Address {
	const found = known.get(topic);
	if (found) return found;
	const address = toAddress(`0x${topic.slice(26)}`);
	if (known.size >= KNOWN) known.clear();
	known.set(topic, address);
	return address;
}
