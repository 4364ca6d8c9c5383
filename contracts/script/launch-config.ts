import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import { address, id, uint } from "../../functions/core/schema.ts";

const uintUpTo = (bits: bigint) => uint.check(z.refine((value) => value < 2n ** bits, `above 2^${bits} - 1`));
const seconds = z.int().check(z.positive(), z.maximum(2 ** 32 - 1));
const bps = z.int().check(z.minimum(0), z.maximum(10_000));
/** An EIP-712 name: OpenZeppelin's domain keeps it in one word. */
const domainName = z.string().check(
	z.minLength(1),
	z.refine((name) => new TextEncoder().encode(name).length <= 31, "longer than 31 bytes"),
);
const MAX_SUPPLY = 2n ** 112n - 1n;

const token = z.strictObject({
	name: domainName,
	symbol: z.string().check(z.minLength(1)),
	/** ERC-7572: which model it is. */
	contractURI: z.string().check(z.minLength(1)),
	claimShareBps: bps,
	snapshotIntervalSec: seconds,
	claimWindowSec: seconds,
	minRevenueWei: uintUpTo(96n),
	/** ERC-20s that revenue may come in, beside ETH. */
	assets: z._default(z.array(z.strictObject({ token: address, minRevenue: uintUpTo(96n) })).check(z.maxLength(8)), []),
	/** What does not go through the offering. */
	allocations: z._default(z.array(z.strictObject({ account: address, amount: uint })), []),
	/** Accounts that stand outside earning, beside the offering. */
	nonEarning: z._default(z.array(address), []),
});

const gasTank = z.strictObject({
	owner: address,
	refillPeriodSec: seconds,
	targetWei: uint,
	lanes: z._default(z.array(z.strictObject({ address, targetWei: uintUpTo(128n) })), []),
});

const optimisticVerifier = z.strictObject({
	arbiter: address,
	bondWei: uint,
	challengeWindowSec: seconds,
	resolveWindowSec: seconds,
});

const collection = z.strictObject({
	name: z.string().check(z.minLength(1)),
	symbol: z.string().check(z.minLength(1)),
	owner: address,
	mintFeeWei: uint,
	royaltyBps: bps,
	minCommitAgeSec: seconds,
	maxCommitAgeSec: seconds,
});

const offering = z.strictObject({
	stock: uint,
	targetWei: uint,
	/** Unix seconds; or `openForSec`, counted from the launch. */
	deadlineSec: z.optional(z.int().check(z.positive())),
	openForSec: z.optional(seconds),
	/** After the deadline: time for the buyers to claim their tokens before the first snapshot may be taken. */
	claimPeriodSec: z._default(seconds, 7 * 86_400),
});

export const launchSchema = z
	.strictObject({
		$schema: z.optional(z.string()),
		/** The token's short id in the stage file; several launches may share a chain. */
		id,
		/** Refuses any other chain. */
		chainId: z.optional(z.int().check(z.positive())),
		treasury: address,
		/** Wrapped ETH, in which marketplaces pay royalties; leave it out where there is none. */
		weth: z.optional(address),
		/** A forwarder of that name is deployed, or the one at `address` is used. */
		forwarder: z.strictObject({ name: domainName, address: z.optional(address) }),
		token,
		gasTank: z.optional(gasTank),
		router: z.prefault(
			z.strictObject({
				gasTankBps: z._default(bps, 0),
				shares: z._default(z.array(z.strictObject({ recipient: address, bps })).check(z.maxLength(8)), []),
			}),
			{},
		),
		/** Terms of an optimistic verifier, or the address of another one. */
		verifier: z.union([address, optimisticVerifier]),
		collection,
		offering,
		/** `deploy`, or where the chain already has a ClaimMandate; without it nobody claims by EIP-7702. */
		claimMandate: z.optional(z.union([z.literal("deploy"), address])),
	})
	.check((context) => {
		const { token, offering, router, gasTank, collection } = context.value;
		const complain = (path: (string | number)[], message: string): void => {
			context.issues.push({ code: "custom", input: context.value, path, message });
		};
		const supply = token.allocations.reduce((sum, { amount }) => sum + amount, offering.stock);
		if (supply > MAX_SUPPLY) complain(["token"], `stock and allocations are ${supply}, above ${MAX_SUPPLY}`);
		if (offering.stock === 0n || offering.targetWei === 0n)
			complain(["offering"], "stock and targetWei must be above 0");
		if ((offering.deadlineSec === undefined) === (offering.openForSec === undefined))
			complain(["offering"], "give one of deadlineSec and openForSec");
		const assets = token.assets.map((asset) => asset.token);
		if (new Set(assets).size !== assets.length) complain(["token", "assets"], "an asset stands here twice");
		const splitBps = router.shares.reduce((sum, share) => sum + share.bps, router.gasTankBps);
		if (splitBps >= 10_000) complain(["router"], `the split takes ${splitBps} of 10000: nothing is left for the token`);
		if (router.shares.some((share) => share.bps === 0)) complain(["router", "shares"], "a share of 0 is none");
		if (router.gasTankBps > 0 && !gasTank) complain(["router", "gasTankBps"], "there is no gasTank to feed");
		if (gasTank?.lanes.some((lane) => lane.targetWei === 0n))
			complain(["gasTank", "lanes"], "a lane's targetWei must be above 0");
		if (collection.maxCommitAgeSec <= collection.minCommitAgeSec)
			complain(["collection"], "maxCommitAgeSec must be above minCommitAgeSec");
	});

export type LaunchConfig = z.output<typeof launchSchema>;

/** What keeps a launch from starting or going on, one problem a line. */
export class LaunchError extends Error {
	constructor(what: string, problems: readonly string[]) {
		super(`${what}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
		this.name = "LaunchError";
	}
}

/** Reads the launch's JSON file; throws a `LaunchError` with every problem in it. */
export function readLaunchConfig(path: string): LaunchConfig {
	z.config(z.locales.en());
	let json: unknown;
	try {
		json = JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		throw new LaunchError(path, [(error as Error).message]);
	}
	const { success, data, error } = launchSchema.safeParse(json);
	if (success) return data;
	throw new LaunchError(
		path,
		error.issues.map(({ path: where, message }) => `${where.join(".") || "the file"}: ${message}`),
	);
}
