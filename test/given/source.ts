import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** One import of a source file: a path from the project's root, or a package's name. */
export interface Import {
	from: string;
	to: string;
	typeOnly: boolean;
}

/** All files under a folder whose names end so; nothing when there is no such folder. */
export function filesUnder(folder: string, ...endings: string[]): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
		.map((entry) => normalize(join(entry.parentPath, entry.name)))
		.filter((path) => !path.includes("node_modules/") && !path.includes("/.build/"))
		.sort();
}

export const textOf = (path: string): string => readFileSync(path, "utf8");
export const withoutComments = (text: string): string =>
	text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

const STATIC = /^(import|export)\s+(type\s)?[^"';]*?\sfrom\s+["']([^"']+)["']/gm;
const BARE = /^import\s+["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** Every import of a source, static, dynamic and re-exported. */
export function importsOf(path: string, text = textOf(path)): Import[] {
	const source = withoutComments(text);
	const found = [
		...[...source.matchAll(STATIC)].map((match) => ({ to: String(match[3]), typeOnly: match[2] !== undefined })),
		...[...source.matchAll(BARE)].map((match) => ({ to: String(match[1]), typeOnly: false })),
		...[...source.matchAll(DYNAMIC)].map((match) => ({ to: String(match[1]), typeOnly: false })),
	];
	return found.map(({ to, typeOnly }) => ({
		from: path,
		to: to.startsWith(".") ? normalize(join(dirname(path), to)) : to,
		typeOnly,
	}));
}

/** A cycle among the imports, as the files on it; undefined: there is none. */
export function cycleIn(imports: readonly Import[]): string[] | undefined {
	const next = new Map<string, string[]>();
	for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
	const done = new Set<string>();
	const walk = (path: string, trail: string[]): string[] | undefined => {
		if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
		if (done.has(path)) return undefined;
		for (const to of next.get(path) ?? []) {
			const cycle = walk(to, [...trail, path]);
			if (cycle) return cycle;
		}
		done.add(path);
		return undefined;
	};
	for (const from of next.keys()) {
		const cycle = walk(from, []);
		if (cycle) return cycle;
	}
	return undefined;
}

/** Whether a file does nothing but pass on what others export. */
export function onlyReexports(text: string): boolean {
	const rest = withoutComments(text).replace(
		/export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+["'][^"']+["'];?/g,
		"",
	);
	return rest.trim() === "";
}
