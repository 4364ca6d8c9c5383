import type { Alerts, ChainStage, Lane, Limits, Schedules, Token } from "../stage.ts";
import type { Chain } from "./chain.ts";
import type { ChoreStore } from "./chore-store.ts";
import type { ClaimStore } from "./claim-store.ts";
import type { CounterStore } from "./counter-store.ts";
import type { Courier } from "./courier.ts";
import type { Dialect } from "./dialect.ts";
import type { HistoryStore } from "./history-store.ts";
import type { Invoker } from "./invoker.ts";
import type { LaneStore } from "./lane-store.ts";
import type { LeaseStore } from "./lease-store.ts";
import type { LedgerStore } from "./ledger-store.ts";
import type { MandateStore } from "./mandate-store.ts";
import type { NoticeStore } from "./notice-store.ts";
import type { Notifier } from "./notifier.ts";
import type { PauseStore } from "./pause-store.ts";
import type { PayoutStore } from "./payout-store.ts";
import type { ProbeStore } from "./probe-store.ts";
import type { ManagedSender, Sender } from "./sender.ts";
import type { SlotStore } from "./slot-store.ts";

/** Everything that is kept; memory and DynamoDB give the same. */
export interface Store {
	chores: ChoreStore;
	claims: ClaimStore;
	slots: SlotStore;
	lanes: LaneStore;
	ledger: LedgerStore;
	history: HistoryStore;
	leases: LeaseStore;
	counters: CounterStore;
	mandates: MandateStore;
	pauses: PauseStore;
	notices: NoticeStore;
	probes: ProbeStore;
	payouts: PayoutStore;
}
/** Structured lines for people and metrics: ids, codes, durations; never a whole request. */
export interface Log {
	info(event: string, facts: Record<string, unknown>): void;
	warn(event: string, facts: Record<string, unknown>): void;
}
/** What use cases may reach. */
export interface Ports {
	store: Store;
	tokens: readonly Token[];
	lanes: readonly Lane[];
	limits: Limits;
	alerts: Alerts;
	schedules: Schedules;
	chainStage(chainId: number): ChainStage;
	chain(chainId: number): Chain;
	dialect(token: Token): Dialect;
	sender(lane: Lane): Promise<Sender | ManagedSender>;
	invoker: Invoker;
	notifier: Notifier;
	/** The ways to the destinations of notices; none in a function that does not send. */
	couriers: ReadonlyMap<string, Courier>;
	log: Log;
	nowMs(): number;
	sleep(ms: number): Promise<void>;
	/** A name that nobody else has, as a lease's owner. */
	newId(): string;
}
