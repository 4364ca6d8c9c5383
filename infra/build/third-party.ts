import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The licences of all packages that bundled files come from. */
export function noticesOf(files: readonly string[]): string {
	const folders = new Set(files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
	return [...folders]
		.filter((folder) => existsSync(join(folder, "package.json")))
		.sort()
		.map((folder) => {
			const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
			const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
			return [
				`${name} ${version} (${license})`,
				...texts.map((text) => readFileSync(join(folder, text), "utf8").trim()),
			];
		})
		.map((parts) => parts.join("\n\n"))
		.join(`\n\n${"-".repeat(80)}\n\n`);
}
