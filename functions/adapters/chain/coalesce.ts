import type { Question, RpcPool } from "./rpc.ts";
import type { RpcCall, RpcReply } from "./rpc-reply.ts";

/** Calls of one post at most: one that asks for much must not make the others of its turn late. */
const MOST_CALLS = 40;

/** Sends what is asked for in the same turn of the event loop together: a use case that needs six answers posts once. */
export function coalesce({ share }: Pick<RpcPool, "share">): (calls: readonly RpcCall[]) => Promise<RpcReply[]> {
	let waiting: Question[] = [];
	const post = (together: readonly Question[]): void => {
		share(together).catch((error) => {
			for (const { reject } of together) reject(error);
		});
	};
	const flush = (): void => {
		const all = waiting;
		waiting = [];
		let together: Question[] = [];
		let size = 0;
		for (const one of all) {
			if (size > 0 && size + one.calls.length > MOST_CALLS) {
				post(together);
				together = [];
				size = 0;
			}
			together.push(one);
			size += one.calls.length;
		}
		post(together);
	};
	return (calls) =>
		new Promise((resolve, reject) => {
			if (waiting.length === 0) setImmediate(flush);
			waiting.push({ calls, resolve, reject });
		});
}
