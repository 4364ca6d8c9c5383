import type { Wallet } from "ethers";
import type { ClaimOrder } from "../../functions/app/accept-claim.ts";
import { forwarderDomain } from "../../functions/app/find-token.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { claimCall, quoteGas } from "../../functions/core/judge-request.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { type ForwardRequest, signableRequest } from "../../functions/core/typed-data.ts";

export type ForwardedOrder = Extract<ClaimOrder, { route: "forwarder" }>;

/** What a holder posts to claim these snapshots: a request at the holder's next nonce, signed. */
export async function signedOrder(
	ports: Ports,
	holder: Wallet,
	snapshotIds: readonly bigint[],
): Promise<ForwardedOrder> {
	const [token] = ports.tokens;
	if (!token) throw new Error("the stage file has no token");
	const from = holder.address as Address;
	const request: ForwardRequest = {
		from,
		to: token.address,
		value: 0n,
		gas: quoteGas(snapshotIds.length, 0),
		nonce: await ports.dialect(token).forwarderNonce(from, "latest"),
		deadlineSec: BigInt(Math.floor(Date.now() / 1000) + 3_600),
		data: claimCall(snapshotIds),
	};
	const { domain, primaryType, fields, message } = signableRequest(forwarderDomain(token), request);
	const signature = (await holder.signTypedData(domain, { [primaryType]: [...fields] }, message)) as Hex;
	return { tokenId: token.id, chainId: token.chainId, route: "forwarder", request, signature };
}
