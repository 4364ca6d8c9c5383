import { ETH } from "./hex.ts";
import type { Inflow } from "./inflow.ts";
import type { Token } from "./stage.ts";

export const ORIGINS = ["oracle", "router", "collection", "plain", "unknown"] as const;
/** Where revenue came from: one of the contracts that the stage file names, anybody else, or nobody knows. */
export type Origin = (typeof ORIGINS)[number];

/** Judged by the stage file as it is now; what is swept from an oracle or a router needs not be named twice. */
export function originOf(
	{ sources, sweeps }: Pick<Token, "sources" | "sweeps">,
	{ source }: Pick<Inflow, "source">,
): Origin {
	if (source === ETH) return "unknown"; // derived, or an ERC-20 that was noticed later
	const named = sources.find(({ address }) => address === source)?.kind;
	if (named) return named;
	const swept = sweeps.find(({ address }) => address === source)?.kind;
	return swept === "oracle" || swept === "router" ? swept : "plain";
}
