import { expect, test } from "@jest/globals";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { closeRowClaims } from "../../functions/app/close-row-claims.ts";
import { changeLane, mayJoin } from "../../functions/core/claim.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Transaction } from "../../functions/core/transaction.ts";
import { aClaim } from "../given/claim.ts";

test("a claim that a worker that slept brings back while its row is closed can't move into that row any more", async () => {
	const { claims, ...store } = memoryStore();
	const claim = aClaim({ lane: "other", fromNonce: 3, version: 2 });
	await claims.insert(claim);
	const row: Transaction = {
		lane: "mine",
		nonce: 5,
		version: 1,
		state: "prepared",
		purpose: { kind: "claims", claimIds: [claim.id] },
		attempts: [],
		worstCostWei: 0n,
		preparedAtMs: 0,
	};
	// It read the lane when 4 was its highest nonce, and the claim as it still is.
	let isBack = false;
	const move: typeof claims.move = async (next) => {
		if (!isBack) isBack = await claims.move(changeLane(claim, { lane: "mine", fromNonce: 5 }, 1));
		return claims.move(next);
	};
	const ports = { store: { ...store, claims: { ...claims, move } }, nowMs: () => 0 } as unknown as Ports;
	await closeRowClaims(ports, row, () => undefined);
	const stored = await claims.get(claim.id);
	expect([isBack, stored?.lane, stored && mayJoin(stored, row)]).toEqual([true, "mine", false]);
});
