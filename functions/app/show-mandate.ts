import type { Address } from "../core/hex.ts";
import { type AccountNow, isStanding, mandateState, type StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Page } from "./list-inflows.ts";
import { onceEach } from "./once-each.ts";

/** A mandate, and whether it stands now. While no node tells of its account, that is not told from one that needs an authorization. */
export async function showMandate(
	ports: Ports,
	mandate: StoredMandate,
	accountOn = (chainId: number) => accountNow(ports, chainId, mandate.holder),
) {
	const { chainId } = mandate;
	const nowSec = Math.floor(ports.nowMs() / 1000);
	const account = isStanding(mandate, nowSec) ? await accountOn(chainId).catch(() => undefined) : undefined;
	return { ...mandate, state: mandateState(mandate, nowSec, account) };
}

async function accountNow(ports: Ports, chainId: number, holder: Address): Promise<AccountNow> {
	const chain = ports.chain(chainId);
	const [code, nonce] = await Promise.all([chain.code(holder), chain.nonce(holder, "latest")]);
	return { code, nonce };
}

/** A holder's mandates, newest first. */
export async function listMandates(ports: Ports, holder: Address, { limit, after }: Page) {
	const { mandates, ...rest } = await ports.store.mandates.ofHolder(holder, limit, after);
	const accountOn = onceEach((chainId: number) => accountNow(ports, chainId, holder));
	return { mandates: await Promise.all(mandates.map((one) => showMandate(ports, one, accountOn))), ...rest };
}
