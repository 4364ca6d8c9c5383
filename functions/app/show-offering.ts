import { Fault } from "../core/fault.ts";
import type { Address, Hex } from "../core/hex.ts";
import { offeringCalls, offeringOf } from "../core/offering.ts";
import type { Ports } from "../core/ports/ports.ts";
import { findToken } from "./find-token.ts";

/** A token's offering at `latest`, and what is a buyer's there; faults `unknown_token`, `no_offering`. */
export async function showOffering(ports: Ports, tokenId: string, buyer?: Address) {
	const { offering: address, chainId } = findToken(ports, tokenId);
	if (!address) throw new Fault("no_offering", undefined, { token: tokenId });
	const results = await ports.chain(chainId).calls(offeringCalls(address, buyer), "latest");
	const answers = results.map((one): Hex => {
		if (one.ok && one.returned !== "0x") return one.returned;
		throw new Fault("rpc_unavailable", "the offering does not answer", { offering: address });
	});
	return { address, ...offeringOf(answers, buyer) };
}
