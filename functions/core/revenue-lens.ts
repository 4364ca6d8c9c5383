import { REVENUE_LENS_CODE, revenueLensAbi } from "./abi/revenue-lens.ts";
import { contract } from "./contract.ts";
import type { Address, Hex } from "./hex.ts";
import type { Call, CallResult } from "./ports/chain.ts";

const lens = contract(revenueLensAbi);
/** Where the lens stands within a call; nobody has this address. */
const LENS: Address = "0x00000000000000000000000000000000007641e5";
const override = { [LENS]: REVENUE_LENS_CODE as Hex };
/** The token reckons nothing, as while nobody holds it. */
const UNANSWERED = 2n ** 256n - 1n;

/** The call that finds a token's latest snapshot. */
export const latestSnapshotCall = (token: Address): Call => ({
	to: LENS,
	data: lens.encode("latestSnapshotId", [token]),
	override,
});

/** The calls whose answers `readRevenue` takes: contracts/src/lens/RevenueLens.sol tells how. */
export const revenueCall = (token: Address): Call[] => [
	{ to: LENS, data: lens.encode("read", [token]), override, balancesWei: { [token]: 0n, [LENS]: 2n ** 97n } },
	{ to: LENS, data: lens.encode("balanceOf", [token]), override },
];

/** The latest snapshot's id, 0: there is none; undefined: the token has no such view, or the node takes no override. */
export const readLatestSnapshot = (result: CallResult | undefined): bigint | undefined =>
	isAnswer(result) ? lens.decode("latestSnapshotId", result.returned)[0] : undefined;

/** What the lens found; undefined as above. */
export function readRevenue(
	owed: CallResult | undefined,
	balance: CallResult | undefined,
): { snapshotId: bigint; supply: bigint; pendingWei: bigint; balanceWei: bigint } | undefined {
	if (!isAnswer(owed) || !isAnswer(balance)) return undefined;
	const [snapshotId, supply, owedWei] = lens.decode("read", owed.returned);
	const [balanceWei] = lens.decode("balanceOf", balance.returned);
	const pendingWei = owedWei > balanceWei ? 0n : balanceWei - owedWei;
	return { snapshotId, supply, pendingWei, balanceWei };
}

/** What the token holds for earlier snapshots and burners, in wei; undefined: it can't be found out so. */
export function readOwed(result: CallResult | undefined): bigint | undefined {
	if (!isAnswer(result)) return undefined;
	const [, , owedWei] = lens.decode("read", result.returned);
	return owedWei === UNANSWERED ? undefined : owedWei;
}

const isAnswer = (result: CallResult | undefined): result is Extract<CallResult, { ok: true }> =>
	result?.ok === true && result.returned !== "0x";
