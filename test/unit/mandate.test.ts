import { describe, expect, test } from "@jest/globals";
import { concat, keccak256, toBeHex } from "ethers";
import fc from "fast-check";
import { delegationCode } from "../../functions/core/eip7702.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { isStanding, mandateClaimId, mandateState } from "../../functions/core/mandate.ts";
import { aMandate, aStoredMandate, DELEGATE, NOW_SEC, word } from "../given/claim.ts";

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

describe("a mandate whose account delegates to nobody", () => {
	const authorization = { chainId: 1, delegate: DELEGATE, nonce: 3, signature: word(3) };
	const given = aStoredMandate({ authorization });
	const stateAt = (nonce: number, stored = given, code: Hex = "0x") =>
		mandateState(stored, NOW_SEC - 1, { code, nonce });
	test("stands as long as the authorization that it came with is the account's next one", () => {
		expect([2, 3, 4].map((nonce) => stateAt(nonce))).toEqual([
			"needs_authorization",
			"standing",
			"needs_authorization",
		]);
	});
	test("needs an authorization when it came without one", () => {
		expect(stateAt(0, aStoredMandate())).toBe("needs_authorization");
	});
	test("needs none once the account has code, nor when it is over", () => {
		expect(stateAt(4, given, delegationCode(DELEGATE))).toBe("standing");
		expect(stateAt(4, { ...given, revokedAtMs: 1 })).toBe("revoked");
	});
});

describe("the id of a claim under a mandate", () => {
	const idOf = (id: Hex, snapshotIds: readonly bigint[], { version = 1, nth = 0 } = {}) =>
		mandateClaimId({ id, version }, snapshotIds, nth);
	test("is another one each time that the mandate was given again, and at each try", () => {
		const ids = [1, 2, 3].flatMap((version) => [0, 1, 2].map((nth) => idOf(word(5), [1n, 2n], { version, nth })));
		expect(new Set(ids).size).toBe(9);
	});
	test("is the hash of the mandate's id, the snapshots, ascending, its version and the try", () => {
		const packed = concat([word(5), ...[2, 10, 3, 1].map((one) => toBeHex(one, 32))]);
		expect(idOf(word(5), [10n, 2n], { version: 3, nth: 1 })).toBe(keccak256(packed));
	});
	test("is the same in whatever order the snapshots come, and leaves their order as it was", () => {
		fc.assert(
			fc.property(ids, (some) => {
				const reversed = some.toReversed();
				const copy = [...reversed];
				expect(idOf(word(1), reversed)).toBe(idOf(word(1), some));
				expect(reversed).toEqual(copy);
			}),
		);
	});
	test("differs for other snapshots, whatever the tries, and for another mandate", () => {
		fc.assert(
			fc.property(ids, ids, fc.nat(9), fc.nat(9), (some, others, nth, another) => {
				fc.pre(`${some.toSorted()}` !== `${others.toSorted()}`);
				expect(idOf(word(1), some, { nth })).not.toBe(idOf(word(1), others, { nth: another }));
				expect(idOf(word(1), some)).not.toBe(idOf(word(2), some));
			}),
		);
	});
	test("of a later try is not that of more snapshots", () => {
		expect(idOf(word(5), [1n], { nth: 2 })).not.toBe(idOf(word(5), [1n, 2n]));
		expect(idOf(word(5), [1n], { version: 2 })).not.toBe(idOf(word(5), [1n, 2n]));
	});
});
