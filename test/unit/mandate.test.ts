import { describe, expect, test } from "@jest/globals";
import { concat, keccak256, toBeHex } from "ethers";
import fc from "fast-check";
import { isStanding, mandateClaimId, mandateState } from "../../functions/core/mandate.ts";
import { aMandate, aStoredMandate, NOW_SEC, word } from "../given/claim.ts";

const ids = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), { maxLength: 20 });

describe("a mandate", () => {
	const expiring = aStoredMandate({ mandate: aMandate({ expirySec: BigInt(NOW_SEC) }) });

	test("stands until the second of its expiry, at which the contract refuses it", () => {
		expect(isStanding(expiring, NOW_SEC - 1)).toBe(true);
		expect(isStanding(expiring, NOW_SEC)).toBe(false);
	});
	test("does not stand once it was revoked, at whatever time", () => {
		expect(isStanding({ ...expiring, revokedAtMs: 0 }, NOW_SEC - 1)).toBe(false);
	});
	test("is standing, expired or revoked, and stays revoked after its expiry", () => {
		expect([NOW_SEC - 1, NOW_SEC].map((nowSec) => mandateState(expiring, nowSec))).toEqual(["standing", "expired"]);
		expect(mandateState({ ...expiring, revokedAtMs: 0 }, NOW_SEC)).toBe("revoked");
	});
	test("may expire as late as a uint256 says", () => {
		expect(isStanding(aStoredMandate({ mandate: aMandate({ expirySec: 2n ** 256n - 1n }) }), NOW_SEC)).toBe(true);
	});
});

describe("the id of a claim under a mandate", () => {
	test("is the hash of the mandate's id and the snapshots, ascending", () => {
		const packed = concat([word(5), toBeHex(2, 32), toBeHex(10, 32)]);
		expect(mandateClaimId(word(5), [10n, 2n])).toBe(keccak256(packed));
	});
	test("is the same in whatever order the snapshots come, and leaves their order as it was", () => {
		fc.assert(
			fc.property(ids, (some) => {
				const reversed = some.toReversed();
				const copy = [...reversed];
				expect(mandateClaimId(word(1), reversed)).toBe(mandateClaimId(word(1), some));
				expect(reversed).toEqual(copy);
			}),
		);
	});
	test("differs for other snapshots, and for another mandate", () => {
		fc.assert(
			fc.property(ids, ids, (some, others) => {
				fc.pre(`${some.toSorted()}` !== `${others.toSorted()}`);
				expect(mandateClaimId(word(1), some)).not.toBe(mandateClaimId(word(1), others));
				expect(mandateClaimId(word(1), some)).not.toBe(mandateClaimId(word(2), some));
			}),
		);
	});
});
