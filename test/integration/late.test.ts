import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { watchTokens } from "../../functions/app/watch-tokens.ts";
import type { Notice } from "../../functions/core/notice.ts";
import type { Token } from "../../functions/core/stage.ts";
import { startWorld, TOKEN_ID, type World } from "../given/world.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
let world: World;
let notices: Notice[];
let notifier: ReturnType<typeof memoryNotifier>;
beforeEach(async () => {
	world = await startWorld(1);
	notifier = memoryNotifier();
	({ notices } = notifier);
	await world.operator.sendTransaction({ to: await world.token.getAddress(), value: 10n ** 18n });
	await world.mine(3);
}, 60_000);
afterEach(() => world.stop());

const nowSec = async (): Promise<number> => (await world.provider.getBlock("latest"))?.timestamp ?? 0;
const told = () => notices.filter((one) => one.kind === "snapshot.late");
/** A look at that second, by such a policy. */
const look = async (atSec: number, snapshot: Partial<Token["snapshot"]> = {}): Promise<void> => {
	const tokens = world.ports.tokens.map((token) => ({ ...token, snapshot: { ...token.snapshot, ...snapshot } }));
	const ports = { ...world.ports, tokens, notifier, nowMs: () => 1_000 * atSec };
	await watchTokens(ports, tokens, Number.POSITIVE_INFINITY);
};

test("a window that shuts without the snapshot that was wanted is told once, one with a snapshot is not", async () => {
	const openedSec = Math.ceil((await nowSec()) / HOUR) * HOUR + 2 * HOUR;
	const hour = new Date(1_000 * openedSec).getUTCHours();
	const window = { cron: `0 ${hour} * * *`, durationSec: HOUR / 2, timezone: "UTC" };
	const weekly = { minRevenueWei: 1n, maxWaitSec: 7 * DAY, window };
	await look(openedSec - HOUR, weekly);
	await look(openedSec + 10, weekly);
	expect(world.wakes).toContainEqual({ fn: "snapshot", tokenId: TOKEN_ID }); // and nothing comes of it
	expect(told()).toEqual([]);
	for (const lateSec of [0, HOUR, 10 * HOUR]) await look(openedSec + HOUR / 2 + lateSec, weekly);
	const { timestamp } = (await world.provider.getBlock(world.ports.tokens[0]?.startBlock ?? 0)) ?? { timestamp: 0 };
	const facts = {
		sinceSec: openedSec + HOUR / 2,
		pendingWei: 10n ** 18n,
		pendingAssets: [],
		lastSnapshotAtSec: timestamp,
	};
	expect(told()).toEqual([{ kind: "snapshot.late", tokenId: TOKEN_ID, ...facts }]);

	await world.rpc("evm_setNextBlockTimestamp", [openedSec + DAY + 60]);
	await world.token.getFunction("snapshot")({ gasLimit: 400_000 });
	await world.mine();
	await world.operator.sendTransaction({ to: await world.token.getAddress(), value: 10n ** 18n });
	await world.mine(3);
	await look(openedSec + DAY + 300, weekly);
	await look(openedSec + DAY + HOUR, weekly);
	expect(told()).toHaveLength(1);
	// The day after: nobody looks while it is open, as when the whole service is down.
	await look(openedSec + 2 * DAY + 5 * HOUR, weekly);
	expect(told()).toHaveLength(2);
}, 60_000);

test("one that is due by its longest wait, and that nobody takes for an hour, is told once", async () => {
	const dueSec = (await nowSec()) + DAY;
	const patient = { minRevenueWei: 10n ** 24n, maxWaitSec: DAY / 2 };
	for (const afterSec of [0, 60, HOUR - 1]) await look(dueSec + afterSec, patient);
	expect(told()).toEqual([]);
	for (const afterSec of [HOUR, 2 * HOUR]) await look(dueSec + afterSec, patient);
	expect(told()).toMatchObject([{ sinceSec: dueSec, pendingWei: 10n ** 18n }]);
}, 60_000);
