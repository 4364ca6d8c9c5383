import type { Lane, Token } from "./stage.ts";

/** What a pause stops: one token, one lane, or, naming neither, everything but settling. Never both. */
export interface Scope {
	tokenId?: string;
	lane?: string;
}
export interface Pause extends Scope {
	sinceMs: number;
}

/** A scope as one text: `all`, `token#ID`, `lane#ID`. */
export function scopeKey({ tokenId, lane }: Scope): string {
	if (tokenId !== undefined) return `token#${tokenId}`;
	return lane === undefined ? "all" : `lane#${lane}`;
}

/** What is stopped now. */
export interface Stopped {
	lane(lane: Pick<Lane, "id">): boolean;
	/** By itself, or because no lane of its chain sends. */
	token(token: Pick<Token, "id" | "chainId">): boolean;
}

/** Reads a stage's pauses. */
export function stoppedBy(pauses: readonly Pause[], lanes: readonly Pick<Lane, "id" | "chainId">[]): Stopped {
	const keys = new Set(pauses.map(scopeKey));
	const isAll = keys.has(scopeKey({}));
	const lane = ({ id }: Pick<Lane, "id">): boolean => isAll || keys.has(scopeKey({ lane: id }));
	return {
		lane,
		token: ({ id, chainId }) =>
			isAll || keys.has(scopeKey({ tokenId: id })) || lanes.filter((one) => one.chainId === chainId).every(lane),
	};
}
