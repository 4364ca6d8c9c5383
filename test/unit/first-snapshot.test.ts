import { expect, test } from "@jest/globals";
import { imoRelayDialect } from "../../functions/adapters/chain/dialects/imo-relay.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import { contract } from "../../functions/core/contract.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import { judgeSnapshot } from "../../functions/core/snapshot-policy.ts";
import { stageSchema } from "../../functions/core/stage.ts";
import { NOW_SEC, word } from "../given/claim.ts";
import { aStage } from "../given/stage.ts";

const abi = contract(revenueShareTokenAbi);
const answers: Record<string, bigint> = {
	[abi.selector("currentSnapshotId")]: 0n,
	[abi.selector("pendingRevenue")]: 1n,
	[abi.selector("nextSnapshotAt")]: 0n,
	[abi.selector("minRevenue")]: 0n,
	[abi.selector("totalSupply")]: 10n ** 24n,
};
/** Further words, for what answers more than one. */
const NOTHING = "0".repeat(64 * 4);
const chain = {
	calls: async (calls: readonly { data: string }[]) =>
		calls.map(({ data }) => ({ ok: true, returned: `${word(answers[data.slice(0, 10)] ?? 0n)}${NOTHING}` })),
} as unknown as Chain;

test("a token that never had a snapshot does not count as having waited since 1970", async () => {
	const [token] = stageSchema.parse(aStage()).tokens;
	if (!token) throw new Error("the sample has no token");
	const state = await imoRelayDialect(chain, token).state("latest");
	const verdict = judgeSnapshot(token.snapshot, {
		...state,
		worthWei: state.pendingWei,
		supply: state.totalSupply,
		tokenMinRevenueWei: state.minRevenueWei,
		nowSec: NOW_SEC,
		gasPriceWei: 10n ** 9n,
		gasCostWei: 10n ** 15n,
		inWindow: true,
		unfinalised: false,
		paused: false,
		claimsFirst: false,
		closedNothing: false,
	});
	expect(verdict).toMatchObject({ due: false, reason: "below_minimum" });
});
