import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { optOutBody } from "../../functions/api.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { acceptOptOut } from "../../functions/app/accept-opt-out.ts";
import { describeOptOut } from "../../functions/app/describe-opt-out.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { newHolders } from "../../infra/local/holder.ts";
import { withKillPoints } from "../given/kill-points.ts";
import { backlogOf, expectPaid, pay, pushing } from "../given/pushing.ts";
import { addressOf, deployInto } from "../given/revenue.ts";
import { carry, claimsOf, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
let ports: Ports;
beforeEach(async () => {
	world = await startWorld(6);
	await world.mine(70); // what is behind the first blocks is final
	ports = pushing(world);
}, 60_000);
afterEach(() => world.stop());

const address = (holder: HDNodeWallet): Address => holder.address as Address;

describe("a holder who claims himself", () => {
	test.each(["on-behalf", "forwarder"] as const)(
		"on the route %s is paid once",
		async (route) => {
			const [holder, ...others] = world.holders as [HDNodeWallet, ...HDNodeWallet[]];
			await world.earnAndSnapshot(10n ** 18n);
			await world.accept(holder, route);
			await pay(ports);
			expect((await claimsOf(ports, holder)).map(({ state }) => state)).toEqual(["accepted"]);
			expect(await backlogOf(ports)).toMatchObject({ holders: 1 });
			await carry(world, ports);
			await pay(ports);
			await carry(world, ports);
			await expectPaid(world, [holder, ...others]);
			expect(await claimsOf(ports, holder)).toHaveLength(1);
			expect(await backlogOf(ports)).toEqual({ holders: 0, owedWei: 0n });
		},
		60_000,
	);
	test("after his claim was pushed hears of that one", async () => {
		const [holder] = world.holders as [HDNodeWallet];
		await world.earnAndSnapshot(10n ** 18n);
		const order = await world.order(holder, "on-behalf");
		await pay(ports);
		const [pushed] = await claimsOf(ports, holder);
		await expect(acceptClaim(ports, order)).rejects.toMatchObject({
			code: "claim_in_progress",
			facts: { claimId: pushed?.id },
		});
		await carry(world, ports);
		await expectPaid(world, world.holders);
	}, 60_000);
});

describe("a holder who opts out", () => {
	const say = async (holder: HDNodeWallet, change: Record<string, unknown> = {}) => {
		const { typedData } = await describeOptOut(ports, TOKEN_ID, address(holder));
		const { EIP712Domain: _domain, ...types } = typedData.types;
		const message = { ...typedData.message, ...change };
		const signature = await holder.signTypedData(typedData.domain, types, message);
		return optOutBody.parse({ token: TOKEN_ID, chainId: 31337, optOut: message, signature });
	};
	test("is left out, and paid all when he opts in again", async () => {
		const [holder, ...others] = world.holders as [HDNodeWallet, ...HDNodeWallet[]];
		await world.earnAndSnapshot(10n ** 18n);
		expect(await acceptOptOut(ports, await say(holder))).toMatchObject({ isOut: true });
		await pay(ports);
		await carry(world, ports);
		await expectPaid(world, others);
		expect(await world.balance(holder.address)).toBe(0n);
		await world.earnAndSnapshot(10n ** 18n);
		await pay(ports);
		await carry(world, ports);
		expect(await world.balance(holder.address)).toBe(0n);
		expect(await describeOptOut(ports, TOKEN_ID, address(holder))).toMatchObject({ optedOut: true });
		expect(await acceptOptOut(ports, await say(holder))).toMatchObject({ isOut: false });
		await pay(ports);
		await carry(world, ports);
		await expectPaid(world, world.holders);
	}, 60_000);
	test("who opted in again when a worker died is paid once he has posted it again", async () => {
		const [holder] = world.holders as [HDNodeWallet];
		await world.earnAndSnapshot(10n ** 18n);
		const signedAtSec = Math.floor(Date.now() / 1000);
		await acceptOptOut(ports, await say(holder, { signedAt: String(signedAtSec - 1) }));
		await pay(ports);
		const dying = withKillPoints(ports, (method, when) => {
			if (method === "payouts.setOptOut" && when === "after") throw new Error("killed");
		});
		const back = await say(holder, { signedAt: String(signedAtSec) });
		await expect(acceptOptOut(dying, back)).rejects.toThrow("killed");
		expect(await acceptOptOut(ports, back)).toMatchObject({ isOut: false });
		await pay(ports);
		await carry(world, ports);
		await expectPaid(world, world.holders);
	}, 60_000);
	test("is heard only if he signed it himself, for this token, now, and after whatever he signed before", async () => {
		const [holder, stranger] = world.holders as [HDNodeWallet, HDNodeWallet];
		const out = await say(holder);
		await expect(acceptOptOut(ports, { ...out, signature: (await say(stranger)).signature })).rejects.toMatchObject({
			code: "wrong_signer",
		});
		await expect(acceptOptOut(ports, { ...out, signature: "0x1234" })).rejects.toMatchObject({ code: "bad_signature" });
		await expect(acceptOptOut(ports, { ...out, chainId: 1 })).rejects.toMatchObject({ code: "wrong_chain" });
		const nowSec = Math.floor(Date.now() / 1000);
		await expect(acceptOptOut(ports, await say(holder, { signedAt: String(nowSec + 400) }))).rejects.toMatchObject({
			code: "signed_ahead",
		});
		await expect(acceptOptOut(ports, await say(holder, { token: stranger.address }))).rejects.toMatchObject({
			code: "wrong_target",
		});
		const kept = await acceptOptOut(ports, out);
		expect(await acceptOptOut(ports, out)).toEqual(kept);
		const older = await say(holder, { signedAt: String(kept.signedAtSec - 1), optedOut: false });
		const sameSecond = await say(holder, { signedAt: String(kept.signedAtSec), optedOut: false });
		for (const one of [older, sameSecond])
			await expect(acceptOptOut(ports, one)).rejects.toMatchObject({ code: "opt_out_superseded" });
		expect(await describeOptOut(ports, TOKEN_ID, address(holder))).toMatchObject({ optedOut: true });
	}, 60_000);
	test("holds the token, or it owes him something: nothing is kept of anybody else's key", async () => {
		const [, nobody] = newHolders(2) as [HDNodeWallet, HDNodeWallet];
		for (const optedOut of [true, false])
			await expect(acceptOptOut(ports, await say(nobody, { optedOut }))).rejects.toMatchObject({
				code: "not_a_holder",
			});
		expect(await ports.store.payouts.holder(TOKEN_ID, address(nobody))).toBeUndefined();
		expect(await ports.store.payouts.optOut(TOKEN_ID, address(nobody))).toBeUndefined();
	}, 60_000);
	test("may be a contract, by its own rule (ERC-1271)", async () => {
		const [signer, stranger] = world.holders as [HDNodeWallet, HDNodeWallet];
		const wallet = await addressOf(await deployInto(world, "WalletAccount", signer.address));
		await world.rpc("anvil_setBalance", [signer.address, "0xde0b6b3a7640000"]);
		const holder = signer.connect(world.provider);
		await world.token.connect(holder).getFunction("transfer")(wallet, 10n ** 23n, { gasLimit: 300_000 });
		await world.mine();
		const asWallet = async (by: HDNodeWallet) => {
			const { typedData } = await describeOptOut(ports, TOKEN_ID, wallet);
			const { EIP712Domain: _domain, ...types } = typedData.types;
			const signature = await by.signTypedData(typedData.domain, types, typedData.message);
			return optOutBody.parse({ token: TOKEN_ID, chainId: 31337, optOut: typedData.message, signature });
		};
		await expect(acceptOptOut(ports, await asWallet(stranger))).rejects.toMatchObject({ code: "bad_signature" });
		expect(await acceptOptOut(ports, await asWallet(signer))).toMatchObject({ holder: wallet, isOut: true });
	}, 60_000);
});
