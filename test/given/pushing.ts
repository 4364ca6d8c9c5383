import { expect } from "@jest/globals";
import { payOut } from "../../functions/app/pay-out.ts";
import { payoutBacklog } from "../../functions/app/payout-backlog.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { FOREVER, later, owedWei, type World } from "./world.ts";

/** The world's ports, whose token pays without being asked. */
export const pushing = ({ ports }: World, more: Partial<Token> = {}, laterMs = 0): Ports =>
	later({ ...ports, tokens: ports.tokens.map((token) => ({ ...token, payout: "push" as const, ...more })) }, laterMs);

/** A run of payout to its end. */
export const pay = (ports: Ports): Promise<void> => payOut(ports, ports.tokens[0] as Token, FOREVER);

/** What the token's push payout has before it. */
export const backlogOf = (ports: Ports) => payoutBacklog(ports, ports.tokens[0] as Token);

/** Each of them has been paid all that he is owed, to the wei, and never more. */
export async function expectPaid(world: World, holders: readonly { address: string }[]): Promise<void> {
	for (const { address: holder } of holders) {
		const owed = await owedWei(world, holder);
		expect(owed).toBeGreaterThan(0n);
		expect([holder, await world.balance(holder)]).toEqual([holder, owed]);
	}
}
