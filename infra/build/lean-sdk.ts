import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";

/**
 * What waking a function needs of `@aws-sdk/client-lambda`: its file of shapes describes every operation and error of the
 * service, in a form that no bundler can tell apart. Kept is what `Invoke` reaches; an error of another name is then the
 * SDK's general one, with the same name, status and message. And event streams, which Invoke has none of, stay out.
 */
export const leanLambdaClient: Plugin = {
	name: "lean-lambda-client",
	setup: ({ onLoad, onResolve }) => {
		onLoad({ filter: /client-lambda\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => ({
			contents: reachedFrom(["Invoke$", "errorTypeRegistries"], readFileSync(path, "utf8")),
		}));
		onLoad({ filter: /client-lambda\/dist-es\/index\.js$/ }, () => ({
			contents: 'export * from "./LambdaClient";\nexport * from "./commands/InvokeCommand";',
		}));
		onLoad({ filter: /client-lambda\/package\.json$/ }, ({ path }) => ({
			loader: "json",
			contents: JSON.stringify({ version: JSON.parse(readFileSync(path, "utf8")).version }),
		}));
		// A region is known by its partition's pattern; what it is called, and the list of all, is not needed for that.
		onLoad({ filter: /util-endpoints\/lib\/aws\/partitions\.js$/ }, ({ path }) => ({
			contents: readFileSync(path, "utf8").replaceAll(/"[\w-]+": \{\s*"description": "[^"]*"\s*\},?/g, ""),
		}));
		// Signs the events of a stream.
		onLoad({ filter: /signature-v4\/dist-es\/HeaderFormatter\.js$/ }, () => ({
			contents: 'export class HeaderFormatter { format() { throw new Error("no event streams"); } }',
		}));
		// For the retry mode `adaptive`, which is asked for by name.
		onLoad({ filter: /util-retry\/DefaultRateLimiter\.js$/ }, () => ({
			contents: 'export class DefaultRateLimiter { constructor() { throw new Error("no adaptive retries"); } }',
		}));
		// For a Node.js without OpenSSL.
		onLoad({ filter: /checksum\/sha256\/Sha256Js\.js$/ }, () => ({
			contents: 'export class Sha256Js { constructor() { throw new Error("SHA-256 is left to node:crypto"); } }',
		}));
		onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({ path, namespace: "no-event-streams" }));
		onLoad({ filter: /.*/, namespace: "no-event-streams" }, () => ({
			contents: `const leftOut = () => { throw new Error("event streams were left out of this bundle"); };
				export const eventStreamSerdeProvider = () => ({ serialize: leftOut, deserialize: leftOut });
				export const resolveEventStreamSerdeConfig = (config) => config;
				export class EventStreamSerde { constructor() { leftOut(); } }`,
		}));
	},
};

/** The statements of a flat module that define what the roots are made of; throws when a root is not there any more. */
export function reachedFrom(roots: readonly string[], source: string): string {
	const statements = source.split(/\n(?=(?:export |const |var |import )|[\w$]+\.registerError)/);
	const imports = statements.filter((one) => one.startsWith("import "));
	const defined = new Map<string, string>();
	for (const one of statements) {
		const [, name] = /^(?:export )?(?:const|var|let) ([\w$]+)\s*=/.exec(one) ?? [];
		if (name) defined.set(name, one);
	}
	const kept = new Set<string>();
	const keep = (name: string): void => {
		const statement = defined.get(name);
		if (kept.has(name) || !statement) return;
		kept.add(name);
		for (const [word] of statement.matchAll(/[\w$]+/g)) keep(word);
	};
	for (const root of roots) {
		if (!defined.has(root)) throw new Error(`the AWS SDK has no ${root} any more: infra/build/lean-sdk.ts`);
		keep(root);
	}
	const bases = statements.filter((one) => /^_s_registry\.registerError/.test(one));
	for (const one of bases) for (const [word] of one.matchAll(/[\w$]+/g)) keep(word);
	// In the order of the file: later ones are made of earlier ones.
	return [...imports, ...[...defined].filter(([name]) => kept.has(name)).map(([, text]) => text), ...bases].join("\n");
}
