import type { Route } from "./claim.ts";
import type { FaultCode } from "./fault.ts";

/** What stands at a holder's address: nothing, an EIP-7702 designator, or a contract's own code. */
export type AccountKind = "plain" | "delegated" | "contract";
/** What one claim is going to be: how much it holds, and whom it pays. */
export interface ClaimSize {
	snapshots: number;
	/** ERC-20s that are due. */
	assets: number;
	/** The recipient's account is empty, which costs 25,000 gas more (EIP-161). */
	isEmpty: boolean;
}
export type RouteChoice =
	| { ok: true; route: Route; because: "asked_for" | "cheapest" | "only_one" | "contract_account" }
	| { ok: false; code: FaultCode };

/** A claim's part of a well-filled batch, as `npm run bench:gas` measures it; EIP-7702's authorization is counted in. */
const FIRST_GAS = { "on-behalf": 22_000n, forwarder: 59_000n, mandate: 56_000n, "contract-account": 130_000n };
/** What each snapshot beside the first one adds to a claim. */
export const FURTHER_SNAPSHOT_GAS = 12_000n;
const ASSET_GAS = 40_000n;
const EMPTY_ACCOUNT_GAS = 25_000n;

/** What a claim usually takes on a route; for its worth, not for limits. */
export const typicalGas = (route: Route, { snapshots, assets, isEmpty }: ClaimSize): bigint =>
	FIRST_GAS[route] +
	FURTHER_SNAPSHOT_GAS * BigInt(Math.max(snapshots - 1, 0)) +
	ASSET_GAS * BigInt(assets) +
	(isEmpty ? EMPTY_ACCOUNT_GAS : 0n);

/** The bytes that a claim adds to a transaction's data: what a chain with a data fee asks for. */
export const typicalBytes = (route: Route, snapshots: number): number =>
	({ "on-behalf": 32, forwarder: 480, mandate: 576, "contract-account": 420 })[route] + 32 * (snapshots - 1);

const byAccount: Record<AccountKind, readonly Route[]> = {
	// Cheapest first. A key signs for a delegated account as before.
	plain: ["on-behalf", "forwarder"],
	delegated: ["on-behalf", "forwarder"],
	contract: ["contract-account"],
};

/** The routes on which such an account can ask for a claim, cheapest first; a mandate stands by itself. */
export const possibleRoutes = (account: AccountKind, usable: readonly Route[]): Route[] =>
	byAccount[account].filter((route) => usable.includes(route));

/** The route for a claim: what is asked for if it is possible, else the cheapest. */
export function chooseRoute(account: AccountKind, usable: readonly Route[], wanted?: Route): RouteChoice {
	const possible = possibleRoutes(account, usable);
	const [cheapest] = possible;
	if (!cheapest) return { ok: false, code: account === "contract" ? "contract_account" : "route_not_available" };
	if (wanted !== undefined)
		return possible.includes(wanted)
			? { ok: true, route: wanted, because: "asked_for" }
			: { ok: false, code: "route_not_available" };
	if (account === "contract") return { ok: true, route: cheapest, because: "contract_account" };
	return { ok: true, route: cheapest, because: possible.length === 1 ? "only_one" : "cheapest" };
}
