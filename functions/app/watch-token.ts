import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { watchTokens } from "./watch-tokens.ts";

/** What `watchTokens` does, for one token. */
export const watchToken = (ports: Ports, token: Token, untilMs: number): Promise<void> =>
	watchTokens(ports, [token], untilMs);
