import * as z from "zod/mini";
import { DIALECTS } from "../../core/dialect-name.ts";
import type { Address } from "../../core/hex.ts";
import type { ProbeStore } from "../../core/ports/probe-store.ts";
import type { Probe } from "../../core/probe.ts";
import { amount as big, hex } from "../../core/schema.ts";
import type { Key, Table } from "./table.ts";

const number = z.number();
const text = z.string();
const record = z.object({
	chainId: number,
	address: hex,
	blockNumber: number,
	probedAtMs: number,
	dialect: z.exactOptional(z.enum(DIALECTS)),
	refusal: z.exactOptional(text),
	findings: z.array(z.object({ check: text, pass: z.boolean(), detail: text, remedy: z.exactOptional(text) })),
	facts: z.object({
		account: z.enum(["none", "delegated", "contract"]),
		proxy: z.exactOptional(z.object({ kind: z.enum(["EIP-1167", "EIP-1967"]), implementation: hex })),
		functions: z.array(text),
		saysErc7641: z.boolean(),
		currentSnapshotId: z.exactOptional(big),
		claimable: z.array(z.boolean()),
		unknownSnapshot: z.enum(["answers", "reverts"]),
		claimableNumber: z.exactOptional(big),
		intervalSec: z.exactOptional(big),
		lastSnapshotSec: z.exactOptional(big),
		nowSec: number,
		snapshot: z.discriminatedUnion("ok", [
			z.object({ ok: z.literal(true) }),
			z.object({ ok: z.literal(false), reason: text }),
		]),
		readsRevenue: z.boolean(),
		assets: z.array(hex),
		trustedForwarder: z.exactOptional(hex),
		stageForwarder: z.exactOptional(z.object({ address: hex, isTrusted: z.boolean() })),
	}),
});

const keyOf = (chainId: number, address: Address): Key => ({ pk: `probe#${chainId}#${address}`, sk: "probe" });

/** One item a token. */
export function dynamoProbes(table: Table): ProbeStore {
	return {
		get: async (chainId, address) => {
			const found = await table.get(keyOf(chainId, address));
			return found && (z.decode(record, found as z.input<typeof record>) as Probe);
		},
		put: async (probe) => {
			const item = { ...keyOf(probe.chainId, probe.address), ...z.encode(record, probe as z.output<typeof record>) };
			await table.put(item, {
				expression: "attribute_not_exists(pk) OR #probedAtMs <= :mine",
				values: { ":mine": probe.probedAtMs },
			});
		},
	};
}
