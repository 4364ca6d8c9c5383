import type { Finding } from "./finding.ts";
import type { NodeReport } from "./ports/node-probe.ts";

export interface NodeExpectation {
	chainId: number;
	finality: "finalized" | number;
	logRange: number;
	/** Tokens without events are read at old blocks. */
	needsState: boolean;
	nowMs: number;
}
/** Blocks that a node may be behind the best one. */
const MOST_BEHIND = 10;
/** The age of the best head at which the chain, or all its nodes, must have stopped. */
const OLDEST_SEC = 300;
/** Below this, catching up takes a call for every few blocks. */
const SMALL_RANGE = 100;

/** How a chain's nodes are, one finding each; and whether there are enough of them. */
export function judgeNodes(reports: readonly NodeReport[], expected: NodeExpectation): Finding[] {
	const best = Math.max(...reports.map(({ head }) => head?.number ?? 0));
	return [
		...reports.map((report) => judgeNode(report, best, expected)),
		...(reports.length === 2
			? [
					{
						check: "node" as const,
						subject: `chain ${expected.chainId}`,
						status: "warn" as const,
						detail: "two nodes: claims settle only while both are up",
						remedy: "name a third node, or only one",
					},
				]
			: []),
	];
}

function judgeNode(report: NodeReport, best: number, expected: NodeExpectation): Finding {
	const { chainId, finality, logRange, needsState, nowMs } = expected;
	const subject = `chain ${chainId}, rpcUrls[${report.at}]`;
	const finding = (status: Finding["status"], detail: string, remedy?: string): Finding => ({
		check: "node",
		subject,
		status,
		detail,
		...(remedy ? { remedy } : {}),
	});
	const { head, latencyMs = 0 } = report;
	if (report.chainId !== undefined && report.chainId !== chainId)
		return finding("fail", `a node of chain ${report.chainId}`, "correct the URL or the chainId in the stage file");
	if (report.problem !== undefined || !head)
		return finding("fail", report.problem ?? "no answer", "check the URL, its key and the provider's state");
	if (finality === "finalized" && report.finalized === undefined)
		return finding("fail", "knows no finalized block", 'set the chain\'s "finality" to a number of confirmations');
	if (report.logRange === undefined) return finding("fail", "gives no logs", "use a node that serves eth_getLogs");
	if (needsState && report.stateSince === undefined)
		return finding("fail", "gives no state", "tokens without events need a node that serves eth_call at past blocks");
	const behind = best - head.number;
	if (behind > MOST_BEHIND)
		return finding("fail", `${behind} blocks behind the best node`, "wait for it, or take another node");
	const ageSec = Math.round(nowMs / 1000) - head.timestampSec;
	if (ageSec > OLDEST_SEC)
		return finding("warn", `its latest block is ${ageSec} s old`, "the chain, or all its nodes, may have stopped");
	if (report.logRange < Math.min(logRange, SMALL_RANGE, head.number))
		return finding(
			"warn",
			`gives logs of ${report.logRange} blocks at a time`,
			"catching up will be slow: another plan or provider gives more",
		);
	const since = report.stateSince === undefined ? "no state" : `state since block ${report.stateSince}`;
	const final = report.finalized === undefined ? "" : `, final ${report.finalized}`;
	return finding("pass", `block ${head.number}${final}, ${latencyMs} ms, logs of ${report.logRange} blocks, ${since}`);
}
