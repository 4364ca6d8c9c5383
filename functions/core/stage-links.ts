import { BATCH_OVERHEAD_GAS, requestGas } from "./routes/forward-gas.ts";

/** A stage file as far as it can be read: its shape may be broken anywhere. */
type Loose = { [key in "chains" | "tokens" | "lanes"]?: unknown } & { limits?: unknown };
interface Entry {
	id?: unknown;
	chainId?: unknown;
	batchGasCap?: unknown;
	dialect?: unknown;
	forwarder?: unknown;
}
export interface Broken {
	path: (string | number)[];
	message: string;
}

const list = (value: unknown): Entry[] =>
	Array.isArray(value) ? value.map((one: unknown) => (typeof one === "object" && one !== null ? one : {})) : [];

/** What in a stage file does not fit together: ids that stand there twice, chains that are not there. */
export function brokenLinks(stage: Loose): Broken[] {
	const [chains, tokens, lanes] = [list(stage.chains), list(stage.tokens), list(stage.lanes)];
	const { requestGasCap } = (stage.limits ?? {}) as { requestGasCap?: unknown };
	const isChain = (chainId: unknown): boolean => chains.some((one) => one.chainId === chainId);
	const noChain = (kind: string, entries: Entry[]): Broken[] =>
		entries.flatMap(({ chainId }, at) =>
			isChain(chainId) ? [] : [{ path: [kind, at, "chainId"], message: `chain ${chainId} is not among the chains` }],
		);
	return [
		...twice(
			"chains",
			chains.map((one) => one.chainId),
		),
		...twice(
			"tokens",
			tokens.map((one) => one.id),
		),
		...twice(
			"lanes",
			lanes.map((one) => one.id),
		),
		...noChain("tokens", tokens),
		...noChain("lanes", lanes),
		...tokens.flatMap(({ chainId }, at) =>
			lanes.some((lane) => lane.chainId === chainId)
				? []
				: [{ path: ["tokens", at, "chainId"], message: `no lane sends on chain ${chainId}` }],
		),
		...tokens.flatMap(({ dialect, forwarder }, at) =>
			forwarder !== undefined && (dialect === "erc7641-reference" || dialect === "ora")
				? [{ path: ["tokens", at, "forwarder"], message: `a token of dialect ${dialect} trusts no forwarder` }]
				: [],
		),
		...chains.flatMap(({ batchGasCap }, at) =>
			typeof batchGasCap === "bigint" &&
			typeof requestGasCap === "bigint" &&
			batchGasCap < BATCH_OVERHEAD_GAS + requestGas(requestGasCap)
				? [{ path: ["chains", at, "batchGasCap"], message: "too small for one request with limits.requestGasCap" }]
				: [],
		),
	];
}

const twice = (kind: string, ids: unknown[]): Broken[] =>
	ids.flatMap((one, at) =>
		one !== undefined && ids.indexOf(one) !== at ? [{ path: [kind, at], message: `${one} stands here twice` }] : [],
	);
