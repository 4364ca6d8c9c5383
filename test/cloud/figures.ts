import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Figure } from "../bench/figures.ts";

/** Hands measured numbers to run.ts, which prints them. */
export function figures(measured: readonly Figure[]): void {
	const path = process.env.CLOUD_FIGURES;
	if (!path) return;
	const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Figure[]) : [];
	writeFileSync(path, JSON.stringify([...before, ...measured]));
}
