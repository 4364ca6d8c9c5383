import type { Ports } from "../../functions/core/ports/ports.ts";

/** Just before a port's method is called, or just after it has answered. */
export type When = "before" | "after";

/** The steps of a claim at which a worker can be stopped, and the port's method that each of them is. */
export const killPoints = {
	slot: "slots.take",
	insert: "claims.insert",
	put: "lanes.prepare",
	move: "claims.move",
	sign: "sender.sign",
	payload: "lanes.putPayload",
	arm: "lanes.update",
	broadcast: "chain.broadcast",
	receipt: "chain.receipts",
} as const;
export type KillPoint = keyof typeof killPoints;

/**
 * The same ports, which tell `pass` of every call of a store's part, the chain and the sender, before and after.
 * Throws when a kill point names a method that the ports don't have: a point that can't be hit tests nothing.
 */
export function withKillPoints(ports: Ports, pass: (method: string, when: When) => void): Ports {
	const known = new Set<string>();
	const watch = <T extends object>(part: T, name: string): T => {
		const watched: [string, unknown][] = Object.entries(part).map(([key, member]) => {
			if (typeof member !== "function") return [key, member];
			const method = `${name}.${key}`;
			known.add(method);
			return [
				key,
				async (...args: unknown[]) => {
					pass(method, "before");
					const answer: unknown = await member.apply(part, args);
					pass(method, "after");
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
	const missing = Object.values(killPoints).filter((method) => !known.has(method));
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
