import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { extendHistory } from "./extend-history.ts";
import { inspectTokens } from "./inspect-tokens.ts";
import { observeLedger } from "./observe-ledger.ts";
import { failuresOf, throwAll } from "./throw-all.ts";
import { watchTokens } from "./watch-tokens.ts";

/** After the start of a run; it is stopped after a minute. */
const LEDGERS_MS = 40_000;
const REST_MS = 50_000;

/**
 * One run of watch: the ledgers first, then what goes by them. A chain whose nodes are silent keeps no other's tokens from
 * being looked at. Throws at the end what went wrong.
 */
export async function watchAll(ports: Ports, tokens: readonly Token[]): Promise<void> {
	const startedMs = ports.nowMs();
	const ledgers = await Promise.allSettled([watchTokens(ports, tokens, startedMs + LEDGERS_MS)]);
	const rest = await Promise.allSettled([
		...tokens.map((token) => observeLedger(ports, token)),
		inspectTokens(ports, tokens, startedMs + REST_MS),
		...tokens.map((token) => extendHistory(ports, token, startedMs + REST_MS)),
	]);
	throwAll(failuresOf([...ledgers, ...rest]));
}
