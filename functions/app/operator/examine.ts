import type { Finding } from "../../core/finding.ts";
import { judgeNodes } from "../../core/judge-nodes.ts";
import type { ProbeNodes } from "../../core/ports/node-probe.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { examineLane } from "./examine-lane.ts";
import { examineToken } from "./examine-token.ts";

/** Looks at everything that a stage rests on, and says of each thing how it is and what to do. */
export async function examine(ports: Ports, probeNodes: ProbeNodes): Promise<Finding[]> {
	const chainIds = [...new Set([...ports.tokens, ...ports.lanes].map(({ chainId }) => chainId))];
	const nodes = await Promise.all(
		chainIds.map(async (chainId) => {
			const { finality, logRange } = ports.chainStage(chainId);
			const heights = ports.tokens.filter((token) => token.chainId === chainId).map(({ startBlock }) => startBlock);
			const reports = await probeNodes(chainId, { heights, logRange });
			const needsState = ports.tokens.some((token) => token.chainId === chainId && token.dialect !== "imo-relay");
			return judgeNodes(reports, { chainId, finality, logRange, needsState, nowMs: ports.nowMs() });
		}),
	);
	const [tokens, lanes] = await Promise.all([
		Promise.all(ports.tokens.map((token) => examineToken(ports, token))),
		Promise.all(ports.lanes.map((lane) => examineLane(ports, lane))),
	]);
	return [...nodes.flat(), ...tokens.flat(), ...lanes.flat()];
}
