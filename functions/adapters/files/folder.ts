import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Encoding, PageFile, PageFiles } from "../../core/ports/page-files.ts";

const endings: Record<Encoding, string> = { br: ".br", gzip: ".gz", identity: "" };

/** A folder with a `manifest.json` that names its files (infra/build/web.ts); each is read when it is first asked for. */
export function folderFiles(folder: string): PageFiles {
	const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Record<string, PageFile>;
	const files = new Map(Object.entries(manifest));
	const kept = new Map<string, Promise<string>>();
	return {
		find: (name) => files.get(name),
		read: (name, encoding) => {
			if (!files.has(name)) throw new Error(`the page has no ${name}`);
			const path = join(folder, `${name}${endings[encoding]}`);
			const known = kept.get(path) ?? readFile(path, "base64");
			kept.set(path, known);
			return known;
		},
	};
}
