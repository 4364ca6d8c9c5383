import type { Ports } from "../core/ports/ports.ts";
import { isManaged, KeyFailure } from "../core/ports/sender.ts";
import { signedBytes, unsignedTransaction } from "../core/signed-bytes.ts";
import type { Attempt, Fees, Payload } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/** Signs one attempt at a nonce; nothing leaves the process. No payload: a no-op. Throws `KeyFailure`. */
export async function signAttempt(
	ports: Ports,
	{ lane, chain, sender, address }: LaneContext,
	nonce: number,
	payload: Payload | undefined,
	fees: Fees,
): Promise<Attempt> {
	const unsigned = unsignedTransaction(chain.chainId, nonce, payload ?? { noopFrom: address }, fees);
	if (isManaged(sender)) throw new Error("a managed sender's transactions are not signed here");
	const signature = await sender.sign(unsigned).catch((error: Error) => Promise.reject(new KeyFailure(lane.id, error)));
	const { hash } = signedBytes(unsigned, signature);
	return { ...fees, hash, signature, noop: payload === undefined, madeAtMs: ports.nowMs() };
}
