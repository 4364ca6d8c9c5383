import type { Ports } from "../../functions/core/ports/ports.ts";
import { isUnmined, type Transaction } from "../../functions/core/transaction.ts";

/** Just before a port's method is called, or just after it has answered. */
export type When = "before" | "after";

/** A method of a port; with `only`, just the calls with such a first argument. */
interface Point {
	method: string;
	only?: (argument: unknown) => boolean;
}
/** The steps of a claim at which a worker can be stopped. */
export const killPoints = {
	slot: { method: "slots.take" },
	insert: { method: "claims.insert" },
	put: { method: "lanes.prepare" },
	move: { method: "claims.move" },
	sign: { method: "sender.sign" },
	payload: { method: "lanes.putPayload" },
	arm: { method: "lanes.update" },
	bump: {
		method: "lanes.update",
		only: (row) => isUnmined(row as Transaction) && (row as Transaction).attempts.length > 1,
	},
	broadcast: { method: "chain.broadcast" },
	receipt: { method: "chain.receipts" },
} as const satisfies Record<string, Point>;
export type KillPoint = keyof typeof killPoints;
const points: Record<KillPoint, Point> = killPoints;

/** Whether a call is that step. */
export const isPoint = (name: KillPoint, method: string, argument: unknown): boolean =>
	points[name].method === method && (points[name].only?.(argument) ?? true);

/**
 * The same ports, which tell `pass` of every call of a store's part, the chain and the sender, before and after.
 * Throws when a kill point names a method that the ports don't have: a point that can't be hit tests nothing.
 */
export function withKillPoints(ports: Ports, pass: (method: string, when: When, argument: unknown) => void): Ports {
	const known = new Set<string>();
	const watch = <T extends object>(part: T, name: string): T => {
		const watched: [string, unknown][] = Object.entries(part).map(([key, member]) => {
			if (typeof member !== "function") return [key, member];
			const method = `${name}.${key}`;
			known.add(method);
			return [
				key,
				async (...args: unknown[]) => {
					pass(method, "before", args[0]);
					const answer: unknown = await member.apply(part, args);
					pass(method, "after", args[0]);
					return answer;
				},
			];
		});
		return Object.fromEntries(watched) as T;
	};
	const store = Object.fromEntries(
		Object.entries(ports.store).map(([name, part]) => [name, watch(part, name)]),
	) as unknown as Ports["store"];
	for (const { chainId } of ports.lanes) watch(ports.chain(chainId), "chain");
	known.add("sender.sign");
	const missing = Object.values(killPoints).flatMap(({ method }) => (known.has(method) ? [] : method));
	if (missing.length > 0) throw new Error(`kill points at methods that no port has: ${missing.join(", ")}`);
	return {
		...ports,
		store,
		chain: (chainId) => watch(ports.chain(chainId), "chain"),
		sender: async (lane) => watch(await ports.sender(lane), "sender"),
	};
}

/** Leases that everybody gets: nothing may rest on them. */
export const withoutLeases = (ports: Ports): Ports => ({
	...ports,
	store: { ...ports.store, leases: { acquire: async () => true, release: async () => undefined } },
});
