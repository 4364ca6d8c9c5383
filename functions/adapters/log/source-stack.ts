import type * as Fs from "node:fs";
import type * as Module from "node:module";

const builtin = <T>(name: string): T => process.getBuiltinModule(name) as T;

/**
 * A stack with the places in our sources instead of those in the bundle, by the map beside it. Read when something has
 * failed: Node's own --enable-source-maps reads every map at each cold start, a quarter of it.
 */
export function sourceStack(stack: string): string {
	const maps = new Map<string, Module.SourceMap | undefined>();
	return stack.replace(
		/file:\/\/(\/[^\s()]+\.mjs):(\d+):(\d+)/g,
		(place, path: string, line: string, column: string) => {
			if (!maps.has(path)) maps.set(path, mapOf(path));
			const entry = maps.get(path)?.findEntry(Number(line) - 1, Number(column) - 1);
			if (!entry || !("originalSource" in entry)) return place;
			return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
		},
	);
}

function mapOf(path: string): Module.SourceMap | undefined {
	try {
		const { SourceMap } = builtin<typeof Module>("node:module");
		return new SourceMap(JSON.parse(builtin<typeof Fs>("node:fs").readFileSync(`${path}.map`, "utf8")));
	} catch {
		return undefined;
	}
}
