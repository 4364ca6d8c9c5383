import type { Envelope, Rest } from "../outbox.ts";

/** Notices on their way, and what is the matter at present. */
export interface NoticeStore {
	/** false: it is stored already, or was delivered within the last month. One that was dropped, since it was not so, is stored anew. */
	insert(envelope: Envelope): Promise<boolean>;
	/** Compare-and-set on the version; false: another worker was first. */
	update(envelope: Envelope): Promise<boolean>;
	/** Those to one destination that are due at `nowMs`, the longest due first; a new one may be a moment late. */
	due(destination: string, nowMs: number, limit: number): Promise<Envelope[]>;
	/** Until when a destination is left alone. */
	rest(destination: string): Promise<Rest>;
	setRest(destination: string, rest: Rest): Promise<void>;
	/** Begins a trouble unless it has begun; since when it lasts, in ms. */
	begin(trouble: string, nowMs: number): Promise<number>;
	/** It is over: the next time is another one. */
	end(trouble: string): Promise<void>;
	/** Notes that a function was started by its schedule. */
	noteRun(fn: string, atMs: number): Promise<void>;
	/** When it last was; undefined: never noted. */
	lastRunMs(fn: string): Promise<number | undefined>;
}
