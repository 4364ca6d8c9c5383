import { AbiCoder, FunctionFragment } from "ethers";
import * as z from "zod/mini";
import { ETH, type Hex } from "./hex.ts";
import { address, id, uint } from "./schema.ts";

/** A function as Solidity writes it, `harvest(uint256)`, and its arguments as JSON has them. */
const call = z
	.strictObject({ function: z.string(), arguments: z._default(z.array(z.json()), []) })
	.check(z.refine((given) => encoded(given) !== undefined, "the arguments do not fit the function"));

const common = {
	id,
	address,
	/** What is moved must be so many times the gas cost. */
	minRevenuePerGasCost: z._default(z.int().check(z.positive()), 5),
};
/** One way in which revenue is moved towards a token by a function that anybody may call; the stage file's `sweeps` of a token. */
export const sweepSchema = z.discriminatedUnion("kind", [
	/** `claimModelRevenue(modelId)` of an AI oracle. */
	z.strictObject({ ...common, kind: z.literal("oracle"), modelId: uint }),
	/** `flush(asset)` of a RevenueRouter. */
	z.strictObject({ ...common, kind: z.literal("router"), asset: z._default(address, ETH) }),
	/** `poolRevenueClaim(snapshotId)` of a contract that holds the token. */
	z.strictObject({ ...common, kind: z.literal("pool") }),
	/** Any function; `amount` tells, as its first word, how much of `asset` it would move. */
	z.strictObject({ ...common, kind: z.literal("call"), call, amount: call, asset: z._default(address, ETH) }),
]);
export type Sweep = z.output<typeof sweepSchema>;
export type DeclaredCall = z.output<typeof call>;

/** The calldata of a declared call. */
export function declaredData(given: DeclaredCall): Hex {
	const data = encoded(given);
	if (data === undefined) throw new Error(`the arguments do not fit ${given.function}`);
	return data;
}

/** What a declared view returned: its first word; undefined: none. */
export const firstWord = (returned: Hex): bigint | undefined =>
	returned.length >= 66 ? BigInt(returned.slice(0, 66)) : undefined;

function encoded(given: { function: string; arguments: readonly unknown[] }): Hex | undefined {
	try {
		const { inputs, selector } = FunctionFragment.from(`function ${given.function}`);
		return `${selector}${AbiCoder.defaultAbiCoder()
			.encode(inputs, given.arguments as unknown[])
			.slice(2)}` as Hex;
	} catch {
		return undefined;
	}
}
