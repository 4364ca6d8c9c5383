import type { ChoreStore } from "../../core/ports/chore-store.ts";
import { decodeStanding } from "./records.ts";
import type { Key, Table } from "./table.ts";

const keyOf = (name: string): Key => ({ pk: `chore#${name}`, sk: "standing" });

/** One item for each chore that brought less than its gas. */
export const dynamoChores = (table: Table): ChoreStore => ({
	standing: async (name) => {
		const found = await table.get(keyOf(name));
		return found && decodeStanding(found);
	},
	setStanding: async (name, standing) => {
		await table.put({ ...keyOf(name), ...standing });
	},
});
