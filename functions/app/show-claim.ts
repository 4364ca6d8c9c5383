import type { Claim, Outcome, ShownState } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Address, Hex } from "../core/hex.ts";
import type { Held } from "../core/ports/lane-store.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Inclusion, Transaction } from "../core/transaction.ts";
import type { Page } from "./list-inflows.ts";
import { onceEach } from "./once-each.ts";
import { outcomesIn } from "./outcomes-in.ts";
import { readPauses } from "./read-pauses.ts";

/** A claim as people see it: `mined`, with what came of it, as soon as its row is in a block. */
export type ShownClaim = Omit<Claim, "state"> & { state: ShownState; waitsFor?: Held | "paused" };

/** A claim by its id; fault `unknown_claim`. */
export async function showClaim(ports: Ports, id: Hex): Promise<ShownClaim> {
	const claim = await ports.store.claims.get(id);
	if (!claim) throw new Fault("unknown_claim", undefined, { id });
	return asShown(ports, claim);
}

/** A holder's claims, newest first. */
export async function listClaims(ports: Ports, holder: Address, { limit, after }: Page) {
	const { claims, ...rest } = await ports.store.claims.ofHolder(holder, limit, after);
	const about = laneReads(ports);
	return { claims: await Promise.all(claims.map((claim) => asShown(ports, claim, about))), ...rest };
}

/** The state of a claim as people see it. */
export const shownState = async (ports: Ports, claim: Claim): Promise<ShownState> =>
	(await minedRow(ports, claim)) ? "mined" : claim.state;

/**
 * A claim as people see it now, and what it waits for if it has to: it needs no node, nor a token that the stage file
 * still has. What it did is left out while that can't be told.
 */
export async function asShown(ports: Ports, claim: Claim, about = laneReads(ports)): Promise<ShownClaim> {
	if (claim.state === "accepted") return asWaiting(claim, about);
	const row = await minedRow(ports, claim);
	if (!row?.inclusion) return claim;
	const outcome = await outcomeIn(ports, claim, row, row.inclusion).catch(() => undefined);
	return { ...claim, state: "mined", ...(outcome ? { outcome } : {}) };
}

/** What all claims of one answer ask about: each is read once. */
const laneReads = (ports: Ports) => ({
	pauses: onceEach((_all: "all") => readPauses(ports)),
	status: onceEach((lane: string) => ports.store.lanes.status(lane)),
});

async function asWaiting(claim: Claim, about: ReturnType<typeof laneReads>): Promise<ShownClaim> {
	const { tokenId, chainId, lane } = claim;
	const [stopped, status] = await Promise.all([about.pauses("all"), about.status(lane)]);
	if (stopped.token({ id: tokenId, chainId }) || stopped.lane({ id: lane })) return { ...claim, waitsFor: "paused" };
	return { ...claim, ...(status?.waitsFor ? { waitsFor: status.waitsFor } : {}) };
}

async function outcomeIn(
	ports: Ports,
	claim: Claim,
	row: Transaction,
	{ hash, blockHash }: Inclusion,
): Promise<Outcome | undefined> {
	const receipt = await ports.chain(claim.chainId).receiptIn(hash, blockHash);
	const outcome = receipt && outcomesIn(ports, [claim], receipt).get(claim.id);
	return outcome && { ...outcome, gasUsed: receipt.gasUsed / BigInt(row.carriedClaimIds?.length ?? 1) };
}

/** The row that carries a relayed claim, if it is in a block. */
async function minedRow(ports: Ports, { id, state, lane, nonce }: Claim): Promise<Transaction | undefined> {
	if (state !== "relayed" || nonce === undefined) return undefined;
	const row = await ports.store.lanes.get(lane, nonce);
	return row?.inclusion && row.carriedClaimIds?.includes(id) ? row : undefined;
}
