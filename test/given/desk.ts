import { randomBytes } from "node:crypto";
import { outboxNotifier } from "../../functions/adapters/notifier/outbox.ts";
import { webhookCourier } from "../../functions/adapters/notifier/webhook.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { deliverNotices } from "../../functions/app/deliver-notices.ts";
import { NOTICE_KINDS, type Notice } from "../../functions/core/notice.ts";
import type { Courier } from "../../functions/core/ports/courier.ts";
import type { Ports, Store } from "../../functions/core/ports/ports.ts";
import { word } from "./claim.ts";
import { keptLog } from "./http.ts";
import type { Receiver } from "./receiver.ts";

/** A secret that no other webhook has. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

/** A notice that differs by its nonce. */
export const stuck = (nonce: number): Notice => ({
	kind: "transaction.stuck",
	lane: "a",
	nonce,
	transactionHash: word(nonce),
	attempts: 3,
});

/** The way to a receiver, signed with each of the secrets. */
export const toHook = ({ url }: Receiver, ...secrets: string[]): Record<string, Courier> => ({
	"webhook/hook": webhookCourier(url, secrets),
});

/** A store, a clock that is moved by hand, and the ways to the receivers. */
export function desk(ways: Record<string, Courier>, store: Store = memoryStore()) {
	const log = keptLog();
	const clock = { ms: Date.now() };
	const destinations = Object.keys(ways).map((id) => ({ id, kinds: NOTICE_KINDS }));
	const wakes: unknown[] = [];
	const invoker = { wake: async (call: unknown) => void wakes.push(call) };
	const notifier = outboxNotifier(store, destinations, invoker, () => clock.ms);
	const ports = {
		store,
		log,
		notifier,
		couriers: new Map(Object.entries(ways)),
		nowMs: () => clock.ms,
		sleep: async (ms: number) => {
			clock.ms += ms;
		},
		newId: () => crypto.randomUUID(),
	} as unknown as Ports;
	const run = (): Promise<void> => deliverNotices(ports, clock.ms + 45_000);
	return {
		ports,
		notifier,
		clock,
		run,
		wakes,
		log,
		lines: (event: string) => log.lines.filter((one) => one.event === event),
	};
}
