import { listClaims, retryClaim } from "../../app/operator/claims.ts";
import { examine } from "../../app/operator/examine.ts";
import { readBlock, readBooks, readGround, readPayments } from "../../app/operator/read-ground.ts";
import { readInflows, readLedger } from "../../app/operator/read-ledger.ts";
import { showStatus } from "../../app/operator/show-status.ts";
import { pauseWork, resumeWork } from "../../app/pause-work.ts";
import { showClaim } from "../../app/show-claim.ts";
import type { ProbeNodes } from "../../core/ports/node-probe.ts";
import type { Ports } from "../../core/ports/ports.ts";
import type { Input, OperationName, Reply } from "../../operator-api.ts";

/** Each operation's one use case. */
export type Work = { [N in OperationName]: (input: Input<N>) => Promise<Reply<N>> };

/** What the operator's tool can have done. */
export const operatorWork = (ports: Ports, stageName: string, probeNodes: ProbeNodes): Work => ({
	status: () => showStatus(ports, stageName),
	examine: async () => ({ findings: await examine(ports, probeNodes) }),
	pause: async (scope) => ({ pauses: await pauseWork(ports, scope) }),
	resume: (scope) => resumeWork(ports, scope),
	listClaims: (query) => listClaims(ports, query),
	showClaim: ({ id }) => showClaim(ports, id),
	retryClaim: ({ id }) => retryClaim(ports, id),
	ground: ({ tokenId }) => readGround(ports, tokenId),
	payments: (range) => readPayments(ports, range),
	blockAt: (place) => readBlock(ports, place),
	books: (place) => readBooks(ports, place),
	inflows: (range) => readInflows(ports, range),
	ledger: (page) => readLedger(ports, page),
});
