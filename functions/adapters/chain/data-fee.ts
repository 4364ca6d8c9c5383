import { contract } from "../../core/contract.ts";
import { Fault } from "../../core/fault.ts";
import type { Hex } from "../../core/hex.ts";
import type { Call } from "../../core/ports/chain.ts";

/** How a chain asks for a transaction's data: within its gas (Ethereum, Arbitrum), or apart (the OP stack). */
export type FeeModel = "gas" | "op-stack";

/** The OP stack's predeploy; `getL1FeeUpperBound` takes the size of the unsigned transaction (Fjord). */
const GAS_PRICE_ORACLE = "0x420000000000000000000000000000000000000F";
const oracle = contract([
	{
		type: "function",
		name: "getL1FeeUpperBound",
		inputs: [{ name: "bytes", type: "uint256" }],
		outputs: [{ name: "", type: "uint256" }],
		stateMutability: "view",
	},
] as const);
/** Nonce, fees, address, limits and signature around the data. */
const ENVELOPE_BYTES = 150;

/** What the chain asks, beside gas, for a transaction of so many bytes of data, in wei. */
export async function dataFee(model: FeeModel, bytes: number, call: (call: Call) => Promise<Hex>): Promise<bigint> {
	if (model === "gas") return 0n;
	const data = oracle.encode("getL1FeeUpperBound", [BigInt(bytes + ENVELOPE_BYTES)]);
	const returned = await call({ to: GAS_PRICE_ORACLE, data });
	// Not 0: a fee that is not known must not look like none.
	if (returned.length < 66)
		throw new Fault("rpc_unavailable", "the chain has no GasPriceOracle, as feeModel op-stack says");
	return BigInt(returned.slice(0, 66));
}
