import type { Address } from "../hex.ts";
import type { Probe } from "../probe.ts";

/** What each token was found to be when it was last probed. */
export interface ProbeStore {
	get(chainId: number, address: Address): Promise<Probe | undefined>;
	/** The latest probe stands, in whichever order they are written. */
	put(probe: Probe): Promise<void>;
}
