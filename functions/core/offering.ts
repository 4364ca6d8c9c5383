import { modelOfferingAbi } from "./abi/model-offering.ts";
import { contract } from "./contract.ts";
import type { Address, Hex } from "./hex.ts";
import type { Call } from "./ports/chain.ts";

const abi = contract(modelOfferingAbi);
const PHASES = ["open", "succeeded", "failed"] as const;

/** Asks a ModelOffering whose tokens it sells. */
export const offeringTokenCall = (): Hex => abi.encode("token", []);

/** What is asked of a ModelOffering, and for a buyer what is theirs; `offeringOf` reads the answers. */
export const offeringCalls = (to: Address, buyer?: Address): Call[] =>
	[
		...(["phase", "stock", "target", "deadline", "totalDeposits", "isFinalized"] as const).map((name) =>
			abi.encode(name, []),
		),
		...(buyer ? [abi.encode("depositOf", [buyer]), abi.encode("dueOf", [buyer])] : []),
	].map((data) => ({ to, data }));

/** Throws when an answer is too short. */
export function offeringOf(answers: readonly Hex[], buyer?: Address) {
	const [phase, stock, target, deadline, total, finalized, deposit, due] = answers as readonly [
		Hex,
		Hex,
		Hex,
		Hex,
		Hex,
		Hex,
		Hex?,
		Hex?,
	];
	const offered = {
		phase: PHASES[Number(abi.decode("phase", phase)[0])] ?? "open",
		stock: abi.decode("stock", stock)[0],
		targetWei: abi.decode("target", target)[0],
		deadlineSec: Number(abi.decode("deadline", deadline)[0]),
		totalDepositsWei: abi.decode("totalDeposits", total)[0],
		isFinalized: abi.decode("isFinalized", finalized)[0],
	};
	if (!buyer || !deposit || !due) return offered;
	const [tokens, refundWei] = abi.decode("dueOf", due);
	return { ...offered, buyer: { address: buyer, depositWei: abi.decode("depositOf", deposit)[0], tokens, refundWei } };
}
