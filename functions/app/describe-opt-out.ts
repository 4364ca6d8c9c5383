import type { Address } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import { optOutDomain, signableOptOut, typedDataOf } from "../core/typed-data.ts";
import { findToken } from "./find-token.ts";

/** Whether a holder is paid unasked, and the typed data that changes it. */
export async function describeOptOut(ports: Ports, tokenId: string, holder: Address) {
	const token = findToken(ports, tokenId);
	const known = await ports.store.payouts.optOut(token.id, holder);
	const optedOut = known?.isOut ?? false;
	const nowSec = Math.floor(ports.nowMs() / 1000);
	const message = {
		account: holder,
		token: token.address,
		optedOut: !optedOut,
		signedAtSec: BigInt(Math.max(nowSec, (known?.signedAtSec ?? 0) + 1)),
	};
	return {
		token: token.id,
		holder,
		payout: token.payout,
		optedOut,
		typedData: typedDataOf(signableOptOut(optOutDomain(token.address, token.chainId), message)),
	};
}
