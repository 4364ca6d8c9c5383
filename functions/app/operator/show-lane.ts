import { delegateOf } from "../../core/eip7702.ts";
import { MIN_LANE_GAS } from "../../core/lane.ts";
import type { Stopped } from "../../core/pause.ts";
import type { Ports } from "../../core/ports/ports.ts";
import type { Lane } from "../../core/stage.ts";
import type { Transaction } from "../../core/transaction.ts";
import { orProblem } from "./or-problem.ts";

/** Waiting claims are counted up to this many. */
const MOST_COUNTED = 1_000;

/** A lane for people: its key and funds, what waits for it, and its transactions that are not final. */
export async function showLane(ports: Ports, lane: Lane, stopped: Stopped) {
	const { claims, lanes } = ports.store;
	const [status, open, waiting, onChain] = await Promise.all([
		lanes.status(lane.id),
		lanes.open(lane.id),
		claims.waiting(lane.id, MOST_COUNTED),
		orProblem(() => keyOnChain(ports, lane)),
	]);
	const oldest = waiting.claims[0];
	return {
		id: lane.id,
		chainId: lane.chainId,
		...onChain,
		floorWei: floorWei(ports, lane),
		paused: stopped.lane(lane),
		...(status?.waitsFor ? { waitsFor: status.waitsFor } : {}),
		...(status?.setAside ? { setAside: status.setAside } : {}),
		backlog: {
			claims: waiting.claims.length,
			isMore: waiting.next !== undefined,
			...(oldest ? { oldestAtMs: oldest.acceptedAtMs } : {}),
		},
		rows: open.map(showRow),
	};
}

/** Below this a lane needs funds: the stage file's floor, at least what its smallest claim may cost. */
export function floorWei(ports: Ports, lane: Lane): bigint {
	const leastWei = MIN_LANE_GAS * ports.chainStage(lane.chainId).feeCapWei;
	return lane.floorWei !== undefined && lane.floorWei > leastWei ? lane.floorWei : leastWei;
}

/** Its key as the chain knows it. */
export async function keyOnChain(ports: Ports, lane: Lane) {
	const chain = ports.chain(lane.chainId);
	const address = await (await ports.sender(lane)).address();
	const [balanceWei, code] = await Promise.all([chain.balanceWei(address), chain.code(address)]);
	return { address, balanceWei, isDelegated: delegateOf(code) !== undefined };
}

function showRow({ nonce, state, purpose, carriedClaimIds, attempts, preparedAtMs }: Transaction) {
	const last = attempts.at(-1);
	const planned = purpose.kind === "claims" ? purpose.claimIds.length : 0;
	return {
		nonce,
		state,
		purpose: last?.noop ? "noop" : purpose.kind,
		claims: carriedClaimIds?.length ?? planned,
		attempts: attempts.length,
		...(last ? { transactionHash: last.hash, maxFeePerGasWei: last.maxFeePerGasWei } : {}),
		preparedAtMs,
	};
}
