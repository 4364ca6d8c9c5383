import { expect, test } from "@jest/globals";
import { Interface } from "ethers";
import { claimMandateAbi } from "../../functions/core/abi/claim-mandate.ts";
import type { Log } from "../../functions/core/contract.ts";
import { type Address, ETH, type Hex } from "../../functions/core/hex.ts";
import { mandatePaymentsOf } from "../../functions/core/routes/mandate-payments.ts";
import { HOLDER, OTHER_HOLDER, TOKEN, underMandate, word } from "../given/claim.ts";

const codec = new Interface(claimMandateAbi);
const used = (account: Address, token: Address, ids: bigint[]): Log => ({
	...(codec.encodeEventLog("MandateUsed", [token, 7n, ids]) as { data: Hex; topics: Hex[] }),
	address: account,
	blockNumber: 1,
	blockHash: word(1),
	transactionHash: word(2),
	logIndex: 0,
});
const claim = underMandate({ snapshotIds: [3n, 5n], dueWei: 30n, dueBySnapshotWei: [10n, 20n] });
const paid = (...logs: Log[]) => mandatePaymentsOf(claim, logs).map(({ snapshotId, amount }) => [snapshotId, amount]);

test("what a holder's account has claimed is paid, with what was due of each snapshot", () => {
	expect(mandatePaymentsOf(claim, [used(HOLDER, TOKEN, [3n])])).toEqual([
		{ asset: ETH, recipient: HOLDER, snapshotId: 3n, amount: 10n },
	]);
	const both = [
		[3n, 10n],
		[5n, 20n],
	];
	expect(paid(used(HOLDER, TOKEN, [5n, 3n, 4n]))).toEqual(both);
	expect(paid(used(HOLDER, TOKEN, [3n]), used(HOLDER, TOKEN, [5n]))).toEqual(both);
});
test("another account's word, or one about another token, pays nothing", () => {
	expect(paid(used(OTHER_HOLDER, TOKEN, [3n]), used(HOLDER, OTHER_HOLDER, [3n]), used(HOLDER, TOKEN, [4n]))).toEqual(
		[],
	);
});
