import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Contract, HDNodeWallet } from "ethers";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { deployDollarShare, USD } from "../given/dollar-share.ts";
import { backlogOf, pay } from "../given/pushing.ts";
import { act } from "../given/revenue.ts";
import { giveTillCode, payAtTill, TILL } from "../given/till.ts";
import { carry, claimsOf, later, startWorld, type World } from "../given/world.ts";

/** A contract to which ERC-20s can be sent. */
const TAKES_NO_ETH = "0x34600557005b60006000fd";
let world: World;
let holder: HDNodeWallet;
let share: Contract;
let usd: Contract;
let ports: Ports;
beforeEach(async () => {
	world = await startWorld(1);
	[holder] = world.holders as [HDNodeWallet];
	let token: Token;
	({ usd, share, token } = await deployDollarShare(world));
	const limits = { ...world.ports.limits, snapshotsPerClaim: 2 };
	ports = { ...world.ports, tokens: [token], limits };
	await payAtTill(world, holder, share);
	await giveTillCode(world, TAKES_NO_ETH);
	await world.mine(70);
}, 60_000);
afterEach(() => world.stop());

/** Each earns ETH and 1,000 USD. */
async function takeSnapshots(count: number): Promise<void> {
	for (let n = 0; n < count; n++) {
		await act(world, usd, "mint", share.target, 1_000n * USD);
		await world.operator.sendTransaction({ to: share.target, value: 10n ** 18n });
		await world.mine(3);
		await act(world, share, "snapshot");
	}
	await world.mine(4);
}
async function payAfter(minutes: number): Promise<void> {
	const then = later(ports, 60_000 * minutes);
	await pay(then);
	await world.mine(4);
	await carry(world, then);
}

test("a holder whose oldest snapshots were paid but for one asset, which he can't take, is paid the newer ones all the same", async () => {
	await takeSnapshots(2);
	await payAfter(0);
	expect(await claimsOf(ports, holder)).toMatchObject([{ state: "settled", snapshotIds: [1n, 2n] }]);
	await takeSnapshots(3);
	for (const minutes of [2, 4, 6, 8]) await payAfter(minutes);
	expect(await usd.getFunction("balanceOf")(TILL)).toBe(5n * 800n * USD);
	expect(await backlogOf(ports)).toMatchObject({ holders: 0 });
}, 60_000);
