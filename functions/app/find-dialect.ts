import type { DialectName } from "../core/dialect-name.ts";
import type { Token } from "../core/stage.ts";
import { type ProbePorts, probeToken } from "./probe-token.ts";

/** A proxy's code may change, and with it the dialect. */
const FRESH_MS = 86_400_000;

/**
 * How a token whose dialect is `auto` speaks: as its last probe found, or, where that is older than a day or found
 * nothing, as a new one finds. Undefined: as nothing that is known here. Fault `rpc_unavailable`.
 */
export async function findDialect(ports: ProbePorts, token: Token): Promise<DialectName | undefined> {
	const last = await ports.store.probes.get(token.chainId, token.address);
	if (last?.dialect && ports.nowMs() - last.probedAtMs < FRESH_MS) return last.dialect;
	try {
		return (await probeToken(ports, token)).dialect;
	} catch (error) {
		if (last?.dialect) return last.dialect; // no node answers: what was true yesterday will do
		throw error;
	}
}
