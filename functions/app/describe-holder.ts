import { holdsSlot } from "../core/claim.ts";
import type { Address } from "../core/hex.ts";
import { claimCall, quoteGas } from "../core/judge-request.ts";
import type { Ports } from "../core/ports/ports.ts";
import { type ForwardRequest, typedDataOf } from "../core/typed-data.ts";
import { domainOf, findToken } from "./find-token.ts";

const VALID_SEC = 3_600;

/** What a token owes to a holder, and the request that claims it, ready to be signed. */
export async function describeHolder(ports: Ports, tokenId: string, holder: Address) {
	const token = findToken(ports, tokenId);
	const dialect = ports.dialect(token);
	const [due, nonce, recent] = await Promise.all([
		dialect.due(holder, "latest"),
		dialect.forwarderNonce(holder, "latest"),
		ports.store.claims.ofHolder(holder, 5),
	]);
	const openClaim = recent.claims.find((claim) => holdsSlot(claim.state) && claim.chainId === token.chainId);
	const snapshotIds = due.slice(0, ports.limits.snapshotsPerClaim).map((one) => one.snapshotId);
	const request: ForwardRequest = {
		from: holder,
		to: token.address,
		value: 0n,
		gas: quoteGas(snapshotIds.length),
		nonce,
		deadlineSec: BigInt(Math.floor(ports.nowMs() / 1000) + VALID_SEC),
		data: claimCall(snapshotIds),
	};
	return {
		token: token.id,
		holder,
		route: "forwarder" as const,
		dueWei: due.reduce((sum, { amountWei }) => sum + amountWei, 0n),
		due,
		...(openClaim ? { openClaimId: openClaim.id } : {}),
		...(due.length > 0 && !openClaim ? { typedData: typedDataOf(domainOf(token), request) } : {}),
	};
}
