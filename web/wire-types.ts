import type * as z from "zod/mini";
import type * as api from "../functions/api.ts";

// What the API answers, as it stands in its JSON: types alone, nothing of it is in the bundle.
export type TokenEntry = z.input<typeof api.tokensReply>["tokens"][number];
export type Token = z.input<typeof api.tokenReply>;
export type Snapshot = z.input<typeof api.snapshotsReply>["snapshots"][number];
export type Snapshots = z.input<typeof api.snapshotsReply>;
export type Revenue = z.input<typeof api.revenueReply>;
export type Period = Revenue["periods"][number];
export type Holder = z.input<typeof api.holderReply>;
export type Claim = z.input<typeof api.claimReply>;
export type Claims = z.input<typeof api.claimsReply>;
export type Offering = z.input<typeof api.offeringReply>;
export type Mandate = z.input<typeof api.mandateReply>;
export type Mandates = z.input<typeof api.mandatesReply>;
export type MandateQuote = z.input<typeof api.mandateQuoteReply>;
export type Problem = z.input<typeof api.problemReply>;
export type Code = Problem["code"];

/** How amounts of an asset are written. */
export interface Unit {
	symbol: string;
	decimals: number;
}
export const ETH = "0x0000000000000000000000000000000000000000";
export const ETHER: Unit = { symbol: "ETH", decimals: 18 };

/** What has come in since the last snapshot, of each asset of which there is some. */
export const pendingOf = ({ pendingWei, pendingAssets }: Pick<Token, "pendingWei" | "pendingAssets">) =>
	[{ asset: ETH, amount: pendingWei }, ...pendingAssets].filter(({ amount }) => amount !== "0");

/** What a claim has paid, by asset; while it has paid nothing, what is due. */
export function amountsOf({ outcome, dueWei, dueAssets }: Claim): [asset: string, amount: bigint][] {
	const payments = outcome?.payments ?? [];
	const amounts = payments.length > 0 ? payments : [{ asset: ETH, amount: dueWei }, ...dueAssets];
	const sums = new Map<string, bigint>();
	for (const { asset, amount } of amounts) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
	return [...sums].filter(([, amount]) => amount > 0n);
}

/** An asset's unit, as far as it is known: without its decimals an amount is shown as it stands. */
export function unitOf(token: Token, asset: string): Unit {
	if (asset === ETH) return ETHER;
	const found = token.assets.find((one) => one.asset === asset);
	return { symbol: found?.symbol ?? `${asset.slice(0, 6)}…${asset.slice(-4)}`, decimals: found?.decimals ?? 0 };
}
