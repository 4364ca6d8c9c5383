import type { Fees } from "./transaction.ts";

/** What the market asks now. */
export interface Market {
	baseFeeWei: bigint;
	tipWei: bigint;
}

/** Pools refuse a replacement that does not raise both fees: geth by 10 %, others by 12.5 %. */
const BUMP_NUM = 1126n;
const BUMP_DEN = 1000n;

/** The lesser of two amounts. */
export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The part of the cap, in percent, that a first attempt uses at most, so that it can always be raised. */
const FIRST_PERCENT = 70n;

/** Fees for a first attempt: room for the base fee to double; undefined when the market is above 70 % of the cap. */
export function firstFees(market: Market, feeCapWei: bigint): Fees | undefined {
	const mostWei = (feeCapWei * FIRST_PERCENT) / 100n;
	if (market.baseFeeWei + market.tipWei > mostWei) return undefined;
	const maxFeePerGasWei = min(market.baseFeeWei * 2n + market.tipWei, mostWei);
	return { maxFeePerGasWei, maxPriorityFeePerGasWei: min(market.tipWei, maxFeePerGasWei) };
}

/** Fees for a further attempt: both raised by 12.6 % at least; undefined when that would pass the cap. */
export function bumpedFees(last: Fees, market: Market, feeCapWei: bigint): Fees | undefined {
	const raise = (fee: bigint): bigint => (fee * BUMP_NUM) / BUMP_DEN + 1n;
	const tip = max(raise(last.maxPriorityFeePerGasWei), market.tipWei);
	const wanted = min(market.baseFeeWei * 2n + tip, feeCapWei);
	const maxFee = max(raise(last.maxFeePerGasWei), wanted);
	if (maxFee > feeCapWei) return undefined;
	return { maxFeePerGasWei: maxFee, maxPriorityFeePerGasWei: min(tip, maxFee) };
}
