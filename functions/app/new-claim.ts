import type { Signed } from "../core/claim.ts";
import type { Address, Hex } from "../core/hex.ts";
import type { Due } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { chooseLane } from "./choose-lane.ts";
import { sumDue } from "./claim-facts.ts";

/** What is particular to a claim that is accepted now. */
interface NewClaim<S extends Signed> {
	id: Hex;
	holder: Address;
	signed: S;
	signature: Hex;
	snapshotIds: bigint[];
	/** What these snapshots owe, as it stands at `blockNumber`. */
	due: readonly Due[];
	bookedWei: bigint;
	dueBySnapshotWei?: bigint[];
	blockNumber: number;
}

/** A claim as it is accepted, whatever its route: on the lane that shall relay it, not stored yet. */
export async function newClaim<S extends Signed>(ports: Ports, token: Token, given: NewClaim<S>) {
	const { signed, due, blockNumber, ...rest } = given;
	const lane = await chooseLane(ports, given.holder, token.chainId);
	const nowMs = ports.nowMs();
	return {
		...signed,
		...rest,
		...sumDue(due),
		version: 1,
		state: "accepted" as const,
		tokenId: token.id,
		chainId: token.chainId,
		token: token.address,
		lane: lane.id,
		acceptedAtMs: nowMs,
		acceptedAtBlock: blockNumber,
		changedAtMs: nowMs,
	};
}
