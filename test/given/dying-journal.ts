import type { Journal, LaunchRecord } from "../../contracts/script/launch-record.ts";

/** A journal whose process dies at its `turn`-th write, before or after it. */
export function dyingJournal(journal: Journal, turn: number, written: boolean): Journal {
	const save = (record: LaunchRecord): void => {
		const dies = --turn === 0;
		if (!dies || written) journal.save(record);
		if (dies) throw new Error("killed");
	};
	return { load: journal.load, save };
}
