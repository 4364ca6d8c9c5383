import type { Wallet } from "ethers";
import type { ClaimOrder } from "../../functions/app/accept-claim.ts";
import { forwarderDomain } from "../../functions/app/find-token.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { claimCall, quoteGas } from "../../functions/core/judge-request.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { signableConsent, signableRequest } from "../../functions/core/typed-data.ts";

/** Longer than it takes to be relayed, shorter than the limit. */
const VALID_SEC = 20 * 3_600;

/** What a holder posts to claim these snapshots on a route, signed: a request at the next nonce, or a consent. */
export async function signedOrder(
	ports: Ports,
	holder: Wallet,
	ids: readonly bigint[],
	route: "forwarder" | "on-behalf" = "forwarder",
): Promise<ClaimOrder> {
	const [token] = ports.tokens;
	if (!token) throw new Error("the stage file has no token");
	const dialect = ports.dialect(token);
	const account = holder.address as Address;
	const deadlineSec = BigInt(Math.floor(ports.nowMs() / 1000) + VALID_SEC);
	const sign = async ({ domain, primaryType, fields, message }: ReturnType<typeof signableRequest>): Promise<Hex> =>
		(await holder.signTypedData(domain, { [primaryType]: [...fields] }, message)) as Hex;
	const order = { tokenId: token.id, chainId: token.chainId };
	if (route === "on-behalf") {
		const nonce = await dialect.consentNonce(account, "latest");
		const consent = { token: token.address, account, ids: [...ids], nonce, deadlineSec };
		const signature = await sign(signableConsent(await dialect.consentDomain(), consent));
		return { ...order, route, consent, signature };
	}
	const request = {
		from: account,
		to: token.address,
		value: 0n,
		gas: quoteGas(ids.length, 0),
		nonce: await dialect.forwarderNonce(account, "latest"),
		deadlineSec,
		data: claimCall(ids),
	};
	return { ...order, route, request, signature: await sign(signableRequest(forwarderDomain(token), request)) };
}

/** Who asks for the claim. */
export const holderOf = (order: ClaimOrder): Address =>
	order.route === "forwarder" ? order.request.from : order.consent.account;
