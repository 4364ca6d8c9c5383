import { Fault } from "../core/fault.ts";
import { type Stopped, stoppedBy } from "../core/pause.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/** What the operator has stopped, as it stands now. */
export const readPauses = async (ports: Ports): Promise<Stopped> =>
	stoppedBy(await ports.store.pauses.list(), ports.lanes);

/** Fault `paused` when nothing is taken for the token at the moment. */
export async function checkPause(ports: Ports, token: Token): Promise<void> {
	if ((await readPauses(ports)).token(token)) throw new Fault("paused", undefined, { token: token.id });
}
