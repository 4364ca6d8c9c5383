import type { Finding } from "../../core/finding.ts";
import { judgeNodes } from "../../core/judge-nodes.ts";
import type { ProbeNodes } from "../../core/ports/node-probe.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { examineContracts } from "./examine-contracts.ts";
import { examineLane } from "./examine-lane.ts";
import { examineToken } from "./examine-token.ts";

/** Looks at everything that a stage rests on, and says of each thing how it is and what to do. */
export async function examine(ports: Ports, probeNodes: ProbeNodes): Promise<Finding[]> {
	const chainIds = [...new Set([...ports.tokens, ...ports.lanes].map(({ chainId }) => chainId))];
	const silent = new Set<number>();
	const nodes = await Promise.all(
		chainIds.map(async (chainId): Promise<Finding[]> => {
			const { finality, logRange } = ports.chainStage(chainId);
			const heights = ports.tokens.filter((token) => token.chainId === chainId).map(({ startBlock }) => startBlock);
			const reports = await probeNodes(chainId, { heights, logRange });
			const needsState = ports.tokens.some((token) => token.chainId === chainId && token.dialect !== "imo-relay");
			const judged = judgeNodes(reports, { chainId, finality, logRange, needsState, nowMs: ports.nowMs() });
			if (reports.some(({ problem }) => problem === undefined)) return judged;
			silent.add(chainId);
			return [...judged, notSeen(chainId)];
		}),
	);
	const isHeard = ({ chainId }: { chainId: number }): boolean => !silent.has(chainId);
	const [tokens, contracts, lanes] = await Promise.all([
		Promise.all(ports.tokens.filter(isHeard).map((token) => examineToken(ports, token))),
		Promise.all(chainIds.filter((id) => !silent.has(id)).map((chainId) => examineContracts(ports, chainId))),
		Promise.all(ports.lanes.filter(isHeard).map((lane) => examineLane(ports, lane))),
	]);
	return [...nodes.flat(), ...tokens.flat(), ...contracts.flat(), ...lanes.flat()];
}

/** Said once, and not of each thing that would be looked at there. */
const notSeen = (chainId: number): Finding => ({
	check: "node",
	subject: `chain ${chainId}`,
	status: "skip",
	detail: "its tokens, contracts and lanes were not looked at: none of its nodes can be asked",
	remedy: "see the nodes above",
});
