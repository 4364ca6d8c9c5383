import type { Address } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { findToken, usableRoutes } from "./find-token.ts";
import { readMetadata } from "./read-metadata.ts";
import { readPauses } from "./read-pauses.ts";

const shown = (ports: Ports, token: Token) => {
	const { id, name, chainId, address, forwarder } = token;
	const routes = usableRoutes(ports, token);
	const { name: dialect } = ports.dialect(token);
	const optional = { ...(forwarder ? { forwarder } : {}), ...(dialect ? { dialect } : {}) };
	return { id, name, chainId, address, routes, ...optional };
};

/** The tokens that this deployment serves. */
export const listTokens = (ports: Ports) => ports.tokens.map((token) => shown(ports, token));

/** A token as the chain has it at `latest`, and its ledger as far as it is finalised. */
export async function describeToken(ports: Ports, tokenId: string) {
	const token = findToken(ports, tokenId);
	const { explorerUrl, name: chainName } = ports.chainStage(token.chainId);
	const [state, stopped, cursor] = await Promise.all([
		ports.dialect(token).state("latest"),
		readPauses(ports),
		ports.store.ledger.cursor(token.id),
	]);
	const seen = Object.keys(cursor?.totals ?? {}) as Address[];
	const assets = new Set([...seen, ...state.pendingAssets.map(({ asset }) => asset)]);
	const about = await readMetadata(ports, token, [...assets]);
	const byAsset = (sums: Record<Address, bigint> = {}) =>
		Object.entries(sums).map(([asset, amount]) => ({ asset: asset as Address, amount }));
	return {
		...shown(ports, token),
		chainName,
		...(explorerUrl ? { explorerUrl } : {}),
		...(token.offering ? { offering: token.offering } : {}),
		...about,
		sources: token.sources.map(({ address: source, kind, name }) => ({
			address: source,
			...(kind ? { kind } : {}),
			...(name ? { name } : {}),
		})),
		...state,
		paused: stopped.token(token),
		ledger: {
			...(cursor ? { blockNumber: cursor.blockNumber } : {}),
			inflowCount: cursor?.inflowCount ?? 0,
			totals: byAsset(cursor?.totals),
			unattributed: byAsset(cursor?.unattributed),
		},
	};
}
