import { ROUTES, type Route } from "./claim.ts";
import { aloneGas } from "./routes/claim-gas.ts";
import { BATCH_OVERHEAD_GAS, requestGas } from "./routes/forward-gas.ts";

/** A stage file as far as it can be read: its shape may be broken anywhere. */
type Loose = { [key in "chains" | "tokens" | "lanes"]?: unknown } & { limits?: unknown; notices?: unknown };
interface Entry {
	id?: unknown;
	chainId?: unknown;
	batchGasCap?: unknown;
	claimMandate?: unknown;
	dialect?: unknown;
	forwarder?: unknown;
	routes?: unknown;
	payout?: unknown;
	sweeps?: unknown;
	sender?: { kind?: unknown; key?: unknown; url?: unknown; relayerId?: unknown; apiKey?: unknown };
}
export interface Broken {
	path: (string | number)[];
	message: string;
}

const isManagedKind = (kind: unknown): boolean => kind === "openzeppelin-relayer" || kind === "defender";

const list = (value: unknown): Entry[] =>
	Array.isArray(value) ? value.map((one: unknown) => (typeof one === "object" && one !== null ? one : {})) : [];

/** What in a stage file does not fit together: ids and keys that stand there twice, chains that are not there, routes that can't be used. */
export function brokenLinks(stage: Loose): Broken[] {
	const [chains, tokens, lanes] = [list(stage.chains), list(stage.tokens), list(stage.lanes)];
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
		...twice(
			"notices.webhooks",
			list((stage.notices as { webhooks?: unknown } | undefined)?.webhooks).map((one) => one.id),
		),
		...noChain("tokens", tokens),
		...noChain("lanes", lanes),
		...tokens.flatMap(({ chainId }, at) =>
			lanes.some((lane) => lane.chainId === chainId)
				? []
				: [{ path: ["tokens", at, "chainId"], message: `no lane sends on chain ${chainId}` }],
		),
		...tokens.flatMap(({ sweeps }, at) =>
			twice(
				"sweeps",
				list(sweeps).map((one) => one.id),
			).map(({ path, message }) => ({ path: ["tokens", at, ...path], message })),
		),
		...tokens.flatMap(({ dialect, forwarder }, at) =>
			forwarder !== undefined && (dialect === "erc7641-reference" || dialect === "ora")
				? [{ path: ["tokens", at, "forwarder"], message: `a token of dialect ${dialect} trusts no forwarder` }]
				: [],
		),
		...tokens.flatMap((token, at) => brokenRoutes(token, chains, ["tokens", at, "routes"])),
		...lanes.flatMap(({ chainId, sender }, at) => {
			const field =
				sender?.kind === "openzeppelin-relayer" ? "relayerId" : sender?.kind === "defender" ? "apiKey" : "key";
			const isKey = ({ chainId: onChain, sender: other }: Entry): boolean =>
				onChain === chainId && other?.[field] === sender?.[field] && other?.url === sender?.url;
			return sender?.[field] === undefined || lanes.findIndex(isKey) === at
				? []
				: [
						{
							path: ["lanes", at, "sender", field],
							message: "another lane of this chain has this key: they would take each other's nonces",
						},
					];
		}),
		...lanes.flatMap(({ chainId, sender }, at) =>
			isManagedKind(sender?.kind) && chains.some((one) => one.chainId === chainId && one.claimMandate !== undefined)
				? [
						{
							path: ["lanes", at, "sender", "kind"],
							message: `${sender?.kind} sends no EIP-7702 authorizations: leave out claimMandate of chain ${chainId}, or send with keys of your own`,
						},
					]
				: [],
		),
		...chains.flatMap((chain, at) => tooSmallBatch(chain, tokens, stage.limits, ["chains", at, "batchGasCap"])),
	];
}

/** What a token lacks for a route. */
const missingFor = ({ chainId, forwarder, payout }: Entry, chain?: Entry): Record<string, string | false> => ({
	forwarder: forwarder === undefined && "the token has no forwarder",
	mandate:
		(chain !== undefined && chain.claimMandate === undefined && `chain ${chainId} has no claimMandate`) ||
		(payout !== undefined && payout !== "mandate" && `its payout is ${payout}`),
});

/** Routes that the token names and cannot have; those that it does not name are chosen from what it can. */
function brokenRoutes(token: Entry, chains: Entry[], path: Broken["path"]): Broken[] {
	const { routes } = token;
	if (!Array.isArray(routes)) return [];
	const missing = missingFor(
		token,
		chains.find((one) => one.chainId === token.chainId),
	);
	const broken = routes.filter((route) => missing[String(route)]);
	return [
		...broken.map((route) => ({ path, message: `names ${route}, but ${missing[String(route)]}` })),
		...(routes.length > 0 && broken.length === routes.length
			? [{ path, message: "leaves no route on which its holders could claim" }]
			: []),
	];
}

/** Whether a batch of the chain holds the largest claim of ETH that the limits let in, on each route that one of its tokens may have. */
function tooSmallBatch(chain: Entry, tokens: Entry[], limits: unknown, path: Broken["path"]): Broken[] {
	const { batchGasCap } = chain;
	const { requestGasCap, snapshotsPerClaim } = (limits ?? {}) as Record<string, unknown>;
	if (typeof batchGasCap !== "bigint" || typeof requestGasCap !== "bigint" || typeof snapshotsPerClaim !== "number")
		return [];
	const mayHave = (token: Entry, route: Route): boolean =>
		(Array.isArray(token.routes) ? token.routes.includes(route) : true) && !missingFor(token, chain)[route];
	const gasOf = (route: Route): bigint =>
		route === "forwarder" ? BATCH_OVERHEAD_GAS + requestGas(requestGasCap) : aloneGas(route, snapshotsPerClaim, 0);
	const there = tokens.filter(({ chainId }) => chainId === chain.chainId);
	return ROUTES.filter((route) => there.some((token) => mayHave(token, route)))
		.filter((route) => gasOf(route) > batchGasCap)
		.map((route) => {
			const limit = route === "forwarder" ? "requestGasCap" : "snapshotsPerClaim";
			return { path, message: `too small for one claim of limits.${limit} on the route ${route}: ${gasOf(route)}` };
		});
}

const twice = (kind: string, ids: unknown[]): Broken[] =>
	ids.flatMap((one, at) =>
		one !== undefined && ids.indexOf(one) !== at ? [{ path: [kind, at], message: `${one} stands here twice` }] : [],
	);
