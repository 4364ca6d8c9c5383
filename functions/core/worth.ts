import type { AssetAmount } from "./claim.ts";
import type { Address } from "./hex.ts";

/** What an ERC-20 is worth: wei of ETH for 10^18 of its smallest units; nothing when the stage file gives no price. */
export type Prices = readonly { address: Address; weiPerEther: bigint }[];

const ETHER = 10n ** 18n;

/** What is due, in wei. */
export const worthWei = (dueWei: bigint, dueAssets: readonly AssetAmount[], prices: Prices): bigint =>
	dueAssets.reduce((sum, { asset, amount }) => {
		const price = prices.find(({ address }) => address === asset)?.weiPerEther ?? 0n;
		return sum + (amount * price) / ETHER;
	}, dueWei);

/** Whether so much is worth its gas: at least `minPercent` of it. */
export const isWorth = (valueWei: bigint, costWei: bigint, minPercent: number): boolean =>
	valueWei * 100n >= costWei * BigInt(minPercent);

/** The UTC day that limits are counted by, and the second at which it ends. */
export function dayOf(nowMs: number): { day: string; endsAtSec: number } {
	const day = new Date(nowMs).toISOString().slice(0, 10);
	return { day, endsAtSec: Date.parse(`${day}T00:00:00Z`) / 1000 + 86_400 };
}
