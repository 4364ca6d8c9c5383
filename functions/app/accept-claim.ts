import type { Claim } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Address, Hex } from "../core/hex.ts";
import { judgeRequest } from "../core/judge-request.ts";
import { laneOf } from "../core/lane.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { digestOf, type ForwardRequest, signerOf } from "../core/typed-data.ts";
import { domainOf, findToken } from "./find-token.ts";
import { takeSlot } from "./take-slot.ts";

export interface ClaimOrder {
	tokenId: string;
	chainId: number;
	request: ForwardRequest;
	signature: Hex;
}

/**
 * Checks a signed request and stores it as a claim; the same request again is the same claim.
 * Everything is refused here, with its code, before anything is written or a wei is spent.
 */
export async function acceptClaim(ports: Ports, order: ClaimOrder): Promise<Claim> {
	const token = findToken(ports, order.tokenId);
	if (order.chainId !== token.chainId) throw new Fault("wrong_chain", undefined, { chainId: token.chainId });
	const { request, signature } = order;
	const id = digestOf(domainOf(token), request);
	const known = await ports.store.claims.get(id);
	const judged = judgeRequest(request, token.address, ports.limits, Math.floor(ports.nowMs() / 1000));
	if (!judged.ok && !known) throw new Fault(judged.code);
	checkSigner(id, signature, request.from);
	if (known) return wake(ports, known);
	if (!judged.ok) throw new Fault(judged.code);

	const { dueWei, blockNumber } = await checkOnChain(ports, token, request, judged.snapshotIds);
	const nowMs = ports.nowMs();
	const claim: Claim = {
		id,
		version: 1,
		state: "accepted",
		tokenId: token.id,
		chainId: token.chainId,
		route: "forwarder",
		holder: request.from,
		forwarder: token.forwarder.address,
		snapshotIds: judged.snapshotIds,
		request,
		signature,
		dueWei,
		lane: laneOf(request.from, token.chainId, ports.lanes),
		acceptedAtMs: nowMs,
		acceptedAtBlock: blockNumber,
		changedAtMs: nowMs,
	};
	await takeSlot(ports, token, claim);
	if (await ports.store.claims.insert(claim)) {
		ports.log.info("claim_accepted", { claimId: id, tokenId: token.id, holder: claim.holder, dueWei });
	}
	return wake(ports, (await ports.store.claims.get(id)) ?? claim);
}

/** For a known claim too: an earlier call may have died before its wake-up. */
async function wake(ports: Ports, claim: Claim): Promise<Claim> {
	if (claim.state === "accepted") await ports.invoker.wake({ fn: "relay", lane: claim.lane });
	return claim;
}

function checkSigner(id: Hex, signature: Hex, holder: Address): void {
	const signer = signerOf(id, signature);
	if (!signer) throw new Fault("bad_signature");
	if (signer !== holder) throw new Fault("wrong_signer", undefined, { signer, holder });
}

async function checkOnChain(ports: Ports, token: Token, request: ForwardRequest, snapshotIds: bigint[]) {
	const chain = ports.chain(token.chainId);
	const dialect = ports.dialect(token);
	const [code, next, due, head] = await Promise.all([
		chain.code(request.from),
		dialect.forwarderNonce(request.from, "latest"),
		dialect.due(request.from, "latest", snapshotIds),
		chain.block("latest"),
	]);
	if (code !== "0x") throw new Fault("contract_account");
	if (request.nonce < next) throw new Fault("nonce_used", undefined, { nonce: next.toString() });
	if (request.nonce > next) throw new Fault("nonce_ahead", undefined, { nonce: next.toString() });
	const dueWei = due.reduce((sum, { amountWei }) => sum + amountWei, 0n);
	if (dueWei === 0n) throw new Fault("nothing_due");
	return { dueWei, blockNumber: head.number };
}
