import { type Claim, isFinal } from "../core/claim.ts";
import type { Ports } from "../core/ports/ports.ts";

/** A lane's claims that are not final: those that wait, read so many at a time, and those under way. */
export async function openClaims(ports: Ports, lane: string, limit: number): Promise<Claim[]> {
	const waiting: Claim[] = [];
	let after: string | undefined;
	do {
		const { claims, next } = await ports.store.claims.waiting(lane, limit, after);
		waiting.push(...claims);
		after = next;
	} while (after);
	const rows = await ports.store.lanes.open(lane);
	const ids = rows.flatMap(({ purpose }) => (purpose.kind === "claims" ? purpose.claimIds : []));
	const carried = await ports.store.claims.getMany(ids);
	const seen = new Set(waiting.map(({ id }) => id));
	return [...waiting, ...carried.filter(({ id, state }) => !isFinal(state) && !seen.has(id))];
}
