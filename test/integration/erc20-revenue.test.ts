import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Contract } from "ethers";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { describeToken } from "../../functions/app/describe-token.ts";
import { extendHistory } from "../../functions/app/extend-history.ts";
import { inspectToken } from "../../functions/app/inspect-tokens.ts";
import { listInflows } from "../../functions/app/list-inflows.ts";
import { listSnapshots } from "../../functions/app/list-snapshots.ts";
import { showToken } from "../../functions/app/operator/show-token.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { readPauses } from "../../functions/app/read-pauses.ts";
import { reconcileLedger } from "../../functions/app/reconcile-ledger.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { showRevenue } from "../../functions/app/show-revenue.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import { choreName } from "../../functions/core/chore-standing.ts";
import { type Address, ETH } from "../../functions/core/hex.ts";
import { measured, measures } from "../../functions/core/metric.ts";
import type { Notice } from "../../functions/core/notice.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { deployDollarShare, USD } from "../given/dollar-share.ts";
import { act, addressOf } from "../given/revenue.ts";
import { FOREVER, LANE, startWorld, type World } from "../given/world.ts";

const DAY = 86_400;
let world: World;
let share: Contract;
let usd: Contract;
let asset: Address;
let notices: Notice[];
let logged: [string, Record<string, unknown>][];
let ports: Ports;
beforeEach(async () => {
	logged = [];
	const log = { info: (event: string, facts = {}) => void logged.push([event, facts]), warn: () => undefined };
	world = await startWorld(3, undefined, { log });
	let plain: Token;
	({ usd, share, token: plain } = await deployDollarShare(world));
	asset = await addressOf(usd);
	const snapshot = { minRevenueWei: 10n ** 18n, maxWaitSec: DAY, minRevenuePerGasCost: 20 };
	const notifier = memoryNotifier();
	({ notices } = notifier);
	ports = { ...world.ports, notifier, tokens: [{ ...plain, snapshot }] };
	await world.mine(70); // what is behind the first blocks is final
}, 60_000);
afterEach(() => world.stop());

const token = (of: Ports = ports): Token => of.tokens[0] as Token;
const earn = (amount: bigint): Promise<void> => act(world, usd, "mint", share.target, amount);
const verdict = async (of: Ports = ports, force = false) => {
	const result = await takeSnapshot(of, token(of), { dryRun: true, force });
	if (!("verdict" in result)) throw new Error("it was no dry run");
	return result.verdict.due ? "due" : result.verdict.reasons;
};
const given = (more: Partial<Token>, laterSec = 0): Ports => ({
	...ports,
	tokens: [{ ...token(), ...more }],
	nowMs: () => Date.now() + 1_000 * laterSec,
});
async function settle(of: Ports = ports): Promise<void> {
	await world.mine(4);
	await settleLane(of, LANE, 0);
}
const watch = () => watchToken(ports, token(), FOREVER);
const balance = async (of: Contract, address: string): Promise<bigint> => of.getFunction("balanceOf")(address);

test("a token that earns an ERC-20 alone is snapshotted, paid, reconciled and reported like any other", async () => {
	const pending = [{ asset, amount: 1_500n * USD }];
	await earn(1_500n * USD);
	await world.mine(6);
	await watch();
	expect(world.wakes).toContainEqual({ fn: "snapshot", tokenId: "share" });

	// Pending at once, and not in the ledger: the token has told of nothing.
	const before = await describeToken(ports, "share");
	expect(before).toMatchObject({ pendingWei: 0n, pendingAssets: pending, ledger: { inflowCount: 0 } });
	expect(before.assets).toEqual([{ asset, symbol: "USD", decimals: 6 }]);
	const shown = await showToken(ports, token(), await readPauses(ports));
	expect(shown).toMatchObject({ pendingWei: 0n, pendingAssets: pending, verdict: { due: true } });
	expect(await reconcileLedger(ports, token())).toBe(true);

	expect(await takeSnapshot(ports, token())).toEqual({ sent: true });
	await settle();
	expect(await share.getFunction("currentSnapshotId")()).toBe(1n);
	expect(await ports.store.chores.standing(choreName({ kind: "snapshot", tokenId: "share" }))).toBeUndefined();
	const after = await describeToken(ports, "share");
	expect(after).toMatchObject({ currentSnapshotId: 1n, pendingAssets: [] });

	await inspectToken(ports, token());
	const taken = notices.filter(({ kind }) => kind === "snapshot.taken");
	expect(taken).toMatchObject([{ claimableWei: 0n, claimableAssets: [{ asset, amount: 1_200n * USD }] }]);

	await watch();
	const { inflows } = await listInflows(ports, "share", { limit: 10 });
	expect(inflows).toMatchObject([{ asset, amount: 1_500n * USD, source: ETH, origin: "unknown" }]);
	expect((await describeToken(ports, "share")).ledger.totals).toEqual(pending);
	expect(notices.filter(({ kind }) => kind === "revenue.seen")).toMatchObject([{ totals: pending }]);

	await payOut(ports, token(), FOREVER);
	await relayLane(ports, LANE);
	await settle();
	for (const { address } of world.holders) expect(await balance(usd, address)).toBe(400n * USD);
	const { claims } = await ports.store.claims.ofHolder(world.holders[0]?.address as Address, 5);
	expect(claims.map(({ state }) => state)).toEqual(["settled"]);

	await watch();
	expect(await reconcileLedger(ports, token())).toBe(true);
	expect(logged.filter(([event]) => event === "ledger_reconciled").at(-1)?.[1]).toMatchObject({
		gaps: 0,
		unreadable: 0,
	});
	expect(notices.filter(({ kind }) => kind === "ledger.gap")).toEqual([]);
	await extendHistory(ports, token(), FOREVER);
	const { snapshots } = await listSnapshots(ports, "share", { limit: 5 });
	const claimed = { asset, claimable: 1_200n * USD, claimed: 1_200n * USD };
	expect(snapshots).toMatchObject([{ claimableWei: 0n, claimedWei: 0n, assets: [claimed] }]);
	const { paid, periods, payoutCount } = await showRevenue(ports, "share", { limit: 5 });
	expect({ paid, payoutCount }).toEqual({ paid: [{ asset, amount: 1_200n * USD }], payoutCount: 3 });
	expect(periods.find(({ snapshotId }) => snapshotId === 1n)).toMatchObject({ revenue: pending });

	// What is measured as ETH is ETH.
	await world.operator.sendTransaction({ to: share.target, value: 5n });
	await world.mine(5);
	await watch();
	const [inEth] = measures.revenue_seen ?? [];
	const seen = logged.filter(([event]) => event === "revenue_seen").map(([, facts]) => facts);
	expect(seen.map((facts) => inEth && measured(inEth, facts))).toEqual([undefined, 5e-18]);
}, 120_000);

test("an ERC-20 without a price is snapshotted after the longest wait, and by force, from the token's own minimum on", async () => {
	await earn(99n * USD);
	await world.mine(6);
	const refused = ["below_token_minimum", "below_minimum", "not_worth_gas"];
	expect(await verdict(given({ prices: [] }))).toEqual(refused);
	expect(await verdict(given({ prices: [] }, 2 * DAY))).toEqual(["below_token_minimum"]);
	expect(await verdict(given({ prices: [] }), true)).toEqual(["below_token_minimum"]);
	await expect(share.getFunction("snapshot").staticCall()).rejects.toThrow();
	await earn(1n * USD);
	expect(await verdict(given({ prices: [] }))).toEqual(["below_minimum", "not_worth_gas"]);
	expect(await verdict()).toEqual(["below_minimum"]); // a tenth of an ether
	expect(await verdict(given({ prices: [] }), true)).toBe("due");
	expect(await verdict(given({ prices: [] }, 2 * DAY))).toBe("due");
	expect(await takeSnapshot(given({ prices: [] }), token(), { force: true })).toEqual({ sent: true });
	await settle();
	expect(await share.getFunction("currentSnapshotId")()).toBe(1n);
}, 60_000);

test("snapshots of an ERC-20 of which as much comes again before each is final do not rest", async () => {
	await earn(2_000n * USD);
	await world.mine(6);
	for (let n = 0; n < 4; n++) {
		expect(await takeSnapshot(ports, token())).toEqual({ sent: true });
		await usd.getFunction("mint")(share.target, 2_000n * USD, { gasLimit: 200_000 }); // in the snapshot's own block
		await settle();
		expect(await share.getFunction("pendingRevenue")(asset)).toBe(2_000n * USD);
	}
	expect(await share.getFunction("currentSnapshotId")()).toBe(4n);
}, 60_000);

test("a late snapshot of an ERC-20 is told with what is pending", async () => {
	await earn(2_000n * USD);
	await world.mine(6);
	for (const sec of [0, 7_200]) await watchToken(given({}, sec), token(), FOREVER);
	const [late] = notices.filter(({ kind }) => kind === "snapshot.late");
	expect(late).toMatchObject({ pendingWei: 0n, pendingAssets: [{ asset, amount: 2_000n * USD }] });
}, 60_000);

test("who would lose an ERC-20 without a price when a snapshot expires is counted and told", async () => {
	await earn(2_000n * USD);
	await world.mine(6);
	expect(await takeSnapshot(ports, token())).toEqual({ sent: true });
	await settle();
	const unpriced = given({ payout: "on-request", prices: [] }, 29 * DAY);
	await payOut(unpriced, token(unpriced), FOREVER);
	const told = notices.filter(({ kind }) => kind === "snapshot.expiring");
	expect(told).toMatchObject([{ snapshotId: 1n, holders: 3, unclaimedWei: 0n }]);
}, 60_000);
