import { type Pause, scopeKey } from "../../core/pause.ts";
import type { PauseStore } from "../../core/ports/pause-store.ts";
import { decodePause, encodePause } from "./records.ts";
import type { Table } from "./table.ts";

const PARTITION = "pauses";

/** Pauses as items of one partition: a single small query tells all. */
export function dynamoPauses(table: Table): PauseStore {
	return {
		list: async () => {
			const found: Pause[] = [];
			for await (const page of table.query({ partition: PARTITION })) found.push(...page.map(decodePause));
			return found.sort((a, b) => a.sinceMs - b.sinceMs);
		},
		set: async (pause) => {
			await table.put({ pk: PARTITION, sk: scopeKey(pause), ...encodePause(pause) });
		},
		lift: (scope) => table.remove({ pk: PARTITION, sk: scopeKey(scope) }, { expression: "attribute_exists(pk)" }),
	};
}
