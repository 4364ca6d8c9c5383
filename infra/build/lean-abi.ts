import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Of the contracts' interfaces, what the service names: functions and events by the names that stand in its sources, and
 * every error, since any may come back. Whether a function changes state says nothing to who encodes its call.
 */
export const leanAbi: Plugin = {
	name: "lean-abi",
	setup: ({ onLoad }) => {
		const named = namesIn("functions");
		onLoad({ filter: /functions\/core\/abi\/[\w-]+\.ts$/ }, ({ path }) => ({
			loader: "ts",
			contents: namedOnly(readFileSync(path, "utf8"), named),
		}));
	},
};

/** The entries, one a line, that are errors or of a name among `named`. */
export function namedOnly(source: string, named: ReadonlySet<string>): string {
	const lines = source.split("\n").filter((line) => {
		const [, type, name = ""] = /^\s*\{"type":"(\w+)"(?:,"name":"(\w+)")?/.exec(line) ?? [];
		return type === undefined || type === "error" || named.has(name);
	});
	return lines.join("\n").replaceAll(/,"stateMutability":"\w+"/g, "");
}

/** Every word in quotation marks in a folder's sources, but for the interfaces themselves. */
function namesIn(folder: string): Set<string> {
	const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".ts") && !path.startsWith(join("core", "abi")))
		.map((path) => readFileSync(join(folder, path), "utf8"));
	return new Set(sources.flatMap((text) => [...text.matchAll(/["'`](\w+)["'`]/g)].map(([, word]) => word as string)));
}
