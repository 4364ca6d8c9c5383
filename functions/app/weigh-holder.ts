import type { HolderRow } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { worthWei } from "../core/worth.ts";
import { sumDue } from "./claim-facts.ts";

/** Weighs one holder anew, as when he wants to be paid again. */
export async function weighHolder(ports: Ports, token: Token, holder: HolderRow["holder"]): Promise<void> {
	await ports.store.payouts.add(token.id, [holder]);
	const row = await ports.store.payouts.holder(token.id, holder);
	if (row) await weigh(ports, token, row);
}

/** Keeps what he is owed of these snapshots, or of all that can still be claimed. */
export async function weigh(
	ports: Ports,
	token: Token,
	row: HolderRow,
	snapshotIds?: readonly bigint[],
): Promise<void> {
	for (let now: HolderRow | undefined = row; now; ) {
		const due = await ports.dialect(token).due(now.holder, "latest", snapshotIds);
		const { dueWei, dueAssets } = sumDue(due);
		const owedWei = worthWei(dueWei, dueAssets, token.prices);
		if (owedWei === now.owedWei) return;
		if (await ports.store.payouts.update({ ...now, version: now.version + 1, owedWei })) return;
		now = await ports.store.payouts.holder(token.id, now.holder); // somebody began to pay him meanwhile
	}
}
