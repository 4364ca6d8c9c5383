import { erc2771ForwarderAbi } from "../abi/erc2771-forwarder.ts";
import type { ClaimOn } from "../claim.ts";
import { contract } from "../contract.ts";
import { BATCH_OVERHEAD_GAS, requestGas } from "./forward-gas.ts";
import { bytesOf, outcomesBy, type RouteRules, words } from "./route-rules.ts";

export const forwarder = contract(erc2771ForwarderAbi);
type ForwardedClaim = ClaimOn<"forwarder">;

const requestData = ({ request, signature }: ForwardedClaim) => ({
	from: request.from,
	to: request.to,
	value: request.value,
	gas: request.gas,
	deadline: request.deadlineSec,
	data: request.data,
	signature,
});

/**
 * OpenZeppelin's ERC2771Forwarder. The batch's refund receiver is the lane itself: with one, the forwarder skips what has
 * become invalid instead of reverting them all, and no value travels that could be refunded.
 */
export const forwarderRoute: RouteRules<ForwardedClaim> = {
	batchKey: (claim) => `forwarder#${claim.forwarder}`,
	claimGas: (claim) => requestGas(claim.request.gas),
	overheadGas: BATCH_OVERHEAD_GAS,
	calldataBytes: (claim) => words(13) + bytesOf(claim.request.data) + words(2),
	payload(claims, lane) {
		const [first] = claims;
		if (!first) throw new Error("a batch has at least one claim");
		return {
			to: first.forwarder,
			data: forwarder.encode("executeBatch", [claims.map(requestData), lane]),
			gasLimit: claims.reduce((sum, claim) => sum + forwarderRoute.claimGas(claim), BATCH_OVERHEAD_GAS),
		};
	},
	// `execute` reverts where a batch would skip the request or let it fail.
	trial: (claim, lane) => ({
		from: lane,
		to: claim.forwarder,
		data: forwarder.encode("execute", [requestData(claim)]),
		gas: 21_000n + forwarderRoute.claimGas(claim),
	}),
	trialFault(revertBytes) {
		const name = forwarder.errorName(revertBytes);
		if (name === "ERC2771ForwarderExpiredRequest") return "deadline_passed";
		return name === "ERC2771ForwarderInvalidSigner" ? "nonce_used" : "claim_reverted"; // the nonce is part of what is signed
	},
	outcomes(claims, inclusion, logs, payments) {
		const executed = forwarder.events(
			"ExecutedForwardRequest",
			logs.filter((log) => log.address === claims[0]?.forwarder),
		);
		return outcomesBy(claims, inclusion, (claim) => {
			const mark = executed.find(({ args }) => args.signer === claim.holder && args.nonce === claim.request.nonce);
			if (!mark) return { result: "skipped", payments: [] };
			const paid = mark.args.success ? payments(claim, logs) : [];
			return { result: paid.length > 0 ? "paid" : "reverted", payments: paid };
		});
	},
};
