import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Of the contracts' interfaces, what the service names: functions and events by the names that stand in its sources, and
 * every error, since any may come back.
 */
export const leanAbi: Plugin = {
	name: "lean-abi",
	setup: ({ onLoad }) => {
		const named = namesIn("functions");
		onLoad({ filter: /functions\/core\/abi\/[\w-]+\.ts$/ }, ({ path }) => ({
			loader: "ts",
			contents: namedOnly(readFileSync(path, "utf8"), named),
		}));
		// Values that carry their Solidity type, by which ethers chooses among functions of one name: ours are plain.
		onLoad({ filter: /ethers\/lib\.esm\/abi\/typed\.js$/ }, () => ({
			contents: "export class Typed { static isTyped = () => false; static dereference = (value) => value; }",
		}));
	},
};

interface Parameter {
	name: string;
	type: string;
	indexed?: boolean;
}
interface Entry {
	type: string;
	name: string;
	inputs: Parameter[];
	outputs: Parameter[];
}

/** The entries, one a line, that are errors or of a name among `named`; of each, what encoding and decoding asks for. */
export function namedOnly(source: string, named: ReadonlySet<string>): string {
	const lines = source.split("\n").flatMap((line) => {
		if (!/^\s*\{"type":/.test(line)) return [line];
		const entry = JSON.parse(line.trim().replace(/,$/, "")) as Entry;
		return entry.type === "error" || named.has(entry.name) ? [`\t${JSON.stringify(lean(entry))},`] : [];
	});
	return lines.join("\n");
}

/** Arguments go by their order; names are read of events, and of what a tuple is made of. Of an error its name is asked. */
function lean({ type, name, inputs, outputs }: Entry): object | string {
	const nameless = (of: Parameter[]) => of.map(({ name: _name, ...rest }) => rest);
	if (type === "error" && !inputs.some((one) => one.type.startsWith("tuple")))
		return `error ${name}(${inputs.map((one) => one.type).join()})`;
	if (type === "event")
		return { type, name, inputs: inputs.map(({ indexed, ...rest }) => (indexed ? { ...rest, indexed } : rest)) };
	return { type, name, inputs: nameless(inputs), ...(outputs?.length ? { outputs: nameless(outputs) } : {}) };
}

/** Every word in quotation marks in a folder's sources, but for the interfaces themselves. */
function namesIn(folder: string): Set<string> {
	const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".ts") && !path.startsWith(join("core", "abi")))
		.map((path) => readFileSync(join(folder, path), "utf8"));
	return new Set(sources.flatMap((text) => [...text.matchAll(/["'`](\w+)["'`]/g)].map(([, word]) => word as string)));
}
