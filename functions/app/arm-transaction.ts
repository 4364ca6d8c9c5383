import { type Claim, isLapsed, mayJoin, moveClaim } from "../core/claim.ts";
import { firstFees } from "../core/fee.ts";
import { mandateIdOf } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import { batchPayload } from "../core/routes/rules-of.ts";
import type { Chore, Payload, Transaction } from "../core/transaction.ts";
import { choreCall, isChoreWanted, isTaken } from "./chore-call.ts";
import type { LaneContext } from "./lane-context.ts";
import { isLeftToOthers } from "./open-chores.ts";
import { refuseRevoked } from "./refuse-revoked.ts";
import { signAttempt } from "./sign-attempt.ts";

/**
 * From `prepared` to `armed`, unless gas is above the cap now: moves the claims into the row, signs what moved, stores the signed bytes.
 * Gives the row as it is stored afterwards, which may be another worker's work.
 */
export async function armTransaction(ports: Ports, context: LaneContext, row: Transaction): Promise<Transaction> {
	const { lanes } = ports.store;
	const fees = firstFees(await context.chain.market(), context.chainStage.feeCapWei);
	if (!fees) return row;
	const { payload, carried } = await payloadOf(ports, context, row);
	// A managed sender signs when it is handed the row.
	const attempts = isManaged(context.sender) ? [] : [await signAttempt(ports, context, row.nonce, payload, fees)];
	const armed: Transaction = {
		...row,
		version: row.version + 1,
		state: "armed",
		...(payload ? { payloadKey: await lanes.putPayload(row.lane, row.nonce, payload) } : {}),
		carriedClaimIds: carried.map((claim) => claim.id),
		attempts,
	};
	if (await lanes.update(armed)) return armed;
	return (await lanes.get(row.lane, row.nonce)) ?? row;
}

/** What the row is going to call; no payload: a no-op, because nothing is left to do at this nonce. */
async function payloadOf(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
): Promise<{ payload?: Payload; carried: Claim[] }> {
	const { purpose } = row;
	if (purpose.kind === "noop") return { carried: [] };
	if (purpose.kind !== "claims") {
		// A later row does the chore; this one must not keep the claims above it for what can't be looked into.
		const payload = await chorePayload(ports, context, row, purpose).catch((error: Error) => {
			ports.log.warn("chore_not_judged", { lane: row.lane, nonce: row.nonce, error: error.message });
			return undefined;
		});
		return { ...(payload ? { payload } : {}), carried: [] };
	}
	const claims = await withoutRevoked(ports, await ports.store.claims.getMany(purpose.claimIds));
	const carried = (await Promise.all(claims.map((claim) => relay(ports, claim, row)))).filter(
		(one) => one !== undefined,
	);
	return carried.length === 0 ? { carried } : { payload: batchPayload(carried, context.address), carried };
}

/** Those whose mandate, if they are made under one, stands; the others are refused. A row that is armed is not looked at again. */
async function withoutRevoked(ports: Ports, claims: readonly Claim[]): Promise<Claim[]> {
	const standing = await Promise.all(
		claims.map(async (claim) => {
			const mandateId = mandateIdOf(claim);
			const mandate = mandateId && (await ports.store.mandates.get(mandateId));
			if (mandate?.revokedAtMs === undefined) return [claim];
			await refuseRevoked(ports, claim);
			return [];
		}),
	);
	return standing.flat();
}

/** Undefined: it would do nothing, as somebody else did it meanwhile, or another row does it; both are normal. */
async function chorePayload(
	ports: Ports,
	{ chain, address }: LaneContext,
	row: Transaction,
	chore: Chore,
): Promise<Payload | undefined> {
	const { chainId } = chain;
	const call = choreCall(ports, chainId, chore);
	if (!call || (await isLeftToOthers(ports, chainId, row, chore))) return undefined;
	// Whether a snapshot comes too early only the next block tells.
	const isWanted =
		chore.kind === "snapshot" ? !(await isTaken(ports, chore)) : await isChoreWanted(ports, chainId, address, chore);
	if (!isWanted) return undefined;
	const gas = await chain.estimateGas({ from: address, ...call });
	return gas === undefined ? undefined : { ...call, gasLimit: (gas * 5n) / 4n };
}

/** Moves an accepted claim into the row; undefined when it is elsewhere by now. */
async function relay(ports: Ports, claim: Claim, row: Transaction): Promise<Claim | undefined> {
	const isHere = (one: Claim | undefined): one is Claim =>
		one?.state === "relayed" && one.lane === row.lane && one.nonce === row.nonce;
	if (mayJoin(claim, row) && !isLapsed(claim, ports.nowMs())) {
		const moved = moveClaim(claim, { state: "relayed", nonce: row.nonce }, ports.nowMs());
		if (await ports.store.claims.move(moved)) {
			const sentAfterSec = (ports.nowMs() - claim.acceptedAtMs) / 1000;
			ports.log.info("claim_relayed", { claimId: claim.id, lane: row.lane, nonce: row.nonce, sentAfterSec });
			return moved;
		}
	}
	const stored = claim.state === "accepted" ? await ports.store.claims.get(claim.id) : claim;
	return isHere(stored) ? stored : undefined;
}
