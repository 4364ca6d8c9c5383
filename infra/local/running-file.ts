import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Service } from "./service.ts";

/** Where the operator's tool looks for stacks of this machine (functions/cli/stack.ts). */
const FOLDER = join(import.meta.dirname, "../../.imo-relay");

/** Tells the operator's tool of a stack that runs, until the function that this gives is called. */
export function tellRunning(
	service: Service,
	{ port, stageFile, functionPrefix }: { port: number; stageFile: string; functionPrefix: string },
): () => void {
	const path = join(FOLDER, `${port}.json`);
	const { url, lambdaEndpoint } = service;
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(
		path,
		`${JSON.stringify({ pid: process.pid, url, lambdaEndpoint, functionPrefix, stageFile }, null, "\t")}\n`,
	);
	return () => rmSync(path, { force: true });
}
