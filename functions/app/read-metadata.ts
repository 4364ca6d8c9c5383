import { type Address, ETH } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { cardOf, unitCalls, unitOf, uriCall } from "../core/token-metadata.ts";

/** More assets than that are shown without their symbols. */
const ASSETS_ASKED = 12;

/** What a token and the assets that have come in say of themselves; what they don't answer is left out. */
export async function readMetadata(ports: Ports, token: Token, assets: readonly Address[]) {
	const asked = assets.filter((asset) => asset !== ETH).slice(0, ASSETS_ASKED);
	const calls = [uriCall(token.address), ...[token.address, ...asked].flatMap(unitCalls)];
	const [uri, ...units] = await ports.chain(token.chainId).calls(calls, "latest");
	const unitAt = (at: number) => unitOf(units.slice(2 * at, 2 * at + 2));
	const model = cardOf(uri);
	return {
		...unitAt(0),
		...(model ? { model } : {}),
		assets: asked.map((asset, at) => ({ asset, ...unitAt(at + 1) })),
	};
}
