import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

/** One measured number; `against` says what was measured beside it in the same run. */
export interface Figure {
	key: string;
	value: number;
	unit: string;
	/** What is to be reached, e.g. `<= 43000`. */
	goal?: string;
	against?: string;
}

/** Whether a figure reaches its goal; one without a goal does. */
export function reached({ value, goal }: Figure): boolean {
	const [relation, limit] = goal?.split(" ") ?? [];
	if (relation === "<=") return value <= Number(limit);
	if (relation === ">=") return value >= Number(limit);
	return goal === undefined;
}

/** `--json FILE` of every benchmark. */
export function writeFigures(path: string, name: string, figures: readonly Figure[]): void {
	const machine = `${cpus().length} x ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
	writeFileSync(path, `${JSON.stringify({ name, machine, figures }, null, "\t")}\n`);
}
