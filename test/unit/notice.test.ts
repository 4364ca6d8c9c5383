import { describe, expect, test } from "@jest/globals";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { type Notice, noticeId } from "../../functions/core/notice.ts";
import { HOLDER, word } from "../given/claim.ts";

const settled = {
	kind: "claim.settled",
	claimId: word(1),
	tokenId: "openlm",
	holder: HOLDER,
	snapshotIds: [1n],
	paid: [],
	transactionHash: word(2),
} as const satisfies Notice;
const stuck = {
	kind: "transaction.stuck",
	lane: "a",
	nonce: 11,
	transactionHash: word(3),
	attempts: 2,
} as const satisfies Notice;

describe("a notice's id", () => {
	test("is of the event, whatever else is told of it", () => {
		expect(noticeId(settled)).toMatch(/^[0-9a-f]{64}$/);
		expect(noticeId({ ...stuck, attempts: 3, transactionHash: word(4) })).toBe(noticeId(stuck));
	});
	test("differs by kind and subject", () => {
		const { paid: _paid, transactionHash: _hash, ...claim } = settled;
		const ids = [
			settled,
			{ ...settled, claimId: word(9) },
			{ ...claim, kind: "claim.failed" as const, code: "claim_reverted" },
			{ ...claim, kind: "claim.refused" as const, code: "claim_reverted" },
			stuck,
			{ ...stuck, nonce: 1, lane: "a1" },
			{ ...stuck, nonce: 1, lane: "a" },
			...(["delegated", "sender"] as const).flatMap((reason) =>
				[1, 2].map((sinceMs) => ({ kind: "lane.set-aside" as const, lane: "a", reason, sinceMs })),
			),
		].map(noticeId);
		expect(new Set(ids).size).toBe(ids.length);
	});
});

test("the notifier in memory keeps an event once", async () => {
	const notifier = memoryNotifier();
	await notifier.notify(stuck);
	await notifier.notify({ ...stuck, attempts: 9 });
	expect(notifier.notices).toEqual([stuck]);
});
