import type { NoticeKind } from "../notice.ts";
import type { Answer } from "../outbox.ts";

export interface Message {
	id: string;
	kind: NoticeKind;
	body: string;
}
/** The way to one of those who are told. */
export interface Courier {
	/** Hands a message over; never throws. The same one may come again: whoever takes it knows it by its id. */
	deliver(message: Message): Promise<Answer>;
}
