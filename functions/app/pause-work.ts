import { Fault } from "../core/fault.ts";
import { type Pause, type Scope, scopeKey } from "../core/pause.ts";
import type { Ports } from "../core/ports/ports.ts";
import { findToken } from "./find-token.ts";

/**
 * Stops a token, a lane or, by a scope that names neither, everything: nothing new is taken, claimed, swept or snapshot
 * from the next step of any function on. What is in a transaction already is followed to its end. Gives all pauses.
 * Faults `unknown_token`, `unknown_lane`.
 */
export async function pauseWork(ports: Ports, scope: Scope): Promise<Pause[]> {
	checkScope(ports, scope);
	const set = await ports.store.pauses.list();
	// A pause that stands keeps its beginning.
	if (!set.some((one) => scopeKey(one) === scopeKey(scope))) {
		await ports.store.pauses.set({ ...scope, sinceMs: ports.nowMs() });
		ports.log.warn("paused", { scope: scopeKey(scope) });
	}
	return ports.store.pauses.list();
}

/** Lifts exactly that pause (false: there was none) and wakes what waited. Gives what still stands. */
export async function resumeWork(ports: Ports, scope: Scope): Promise<{ lifted: boolean; pauses: Pause[] }> {
	const lifted = await ports.store.pauses.lift(scope);
	if (lifted) ports.log.info("resumed", { scope: scopeKey(scope) });
	const token = ports.tokens.find(({ id }) => id === scope.tokenId);
	const isHit = (lane: { id: string; chainId: number }): boolean =>
		token ? lane.chainId === token.chainId : scope.lane === undefined || scope.lane === lane.id;
	for (const lane of ports.lanes.filter(isHit)) await ports.invoker.wake({ fn: "relay", lane: lane.id });
	if (scope.lane === undefined)
		for (const { id } of token ? [token] : ports.tokens) await ports.invoker.wake({ fn: "payout", tokenId: id });
	return { lifted, pauses: await ports.store.pauses.list() };
}

function checkScope(ports: Ports, { tokenId, lane }: Scope): void {
	if (tokenId !== undefined) findToken(ports, tokenId);
	if (lane !== undefined && !ports.lanes.some(({ id }) => id === lane))
		throw new Fault("unknown_lane", undefined, { lane });
}
