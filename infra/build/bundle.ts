import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { checkedStage } from "../../functions/checked-stage.ts";
import { isInWindow } from "../../functions/core/cron-window.ts";
import { DIALECTS, type DialectName } from "../../functions/core/dialect-name.ts";
import { parseStage } from "../../functions/stage-file.ts";
import { grants } from "../cloud/grants.ts";
import { leanAbi } from "./lean-abi.ts";
import { leanLambdaClient } from "./lean-sdk.ts";
import { bundleWeb } from "./web.ts";

/** Where the bundles go: one folder a function, with its stage file beside it. */
export const OUT = ".build";

/** Checks the stage file and bundles each function for Node 24. */
export async function bundleFunctions(names: readonly string[], stageFile: string, out = OUT): Promise<void> {
	const stage = parseStage(stageFile);
	const { tokens, lanes } = stage;
	// Only what asks the policy carries a parser of cron expressions: here they are read as well.
	for (const { snapshot } of tokens) if (snapshot.window) isInWindow(snapshot.window, 0);
	const kinds = new Set<string>(lanes.map(({ sender }) => sender.kind));
	const hasAuto = tokens.some(({ dialect }) => dialect === "auto");
	/**
	 * Senders that no lane names, or that the function may not use: their SDKs are large. The search that only `auto` needs.
	 * What checks a stage file: it is checked here.
	 */
	const unusedBy =
		(name: string): Unused =>
		(module) =>
			module.startsWith("sender/")
				? !((grants[name]?.signs || grants[name]?.readsAddresses) && kinds.has(module.slice("sender/".length)))
				: module === "functions/stage-file" || (module === "app/find-dialect" && !hasAuto);
	const spoken = new Set<string>(tokens.map(({ dialect }) => dialect));
	const unspoken = hasAuto ? [] : DIALECTS.filter((name) => !spoken.has(name));
	for (const name of names) rmSync(`${out}/${name}`, { recursive: true, force: true });
	const functions = names.map((name) =>
		bundleFunction(`${out}/${name}`, name, [leftOut(unusedBy(name)), silentDialects(unspoken)]),
	);
	await Promise.all([...functions, names.includes("page") && bundleWeb(`${out}/page/web`)]);
	const checked = checkedStage(readFileSync(stageFile, "utf8"), stage);
	for (const name of names) {
		copyFileSync(stageFile, `${out}/${name}/stage.json`);
		writeFileSync(`${out}/${name}/stage.json.checked`, checked);
	}
}

/** Whether a module that is imported lazily is of no use to a function of this stage. */
type Unused = (module: string) => boolean;

async function bundleFunction(outdir: string, name: string, ofStage: readonly Plugin[]): Promise<void> {
	const { metafile } = await build({
		entryPoints: { index: `functions/handlers/${name}.ts` },
		outdir,
		metafile: true,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		splitting: true, // what is imported lazily stays in files of its own
		minify: true,
		sourcemap: true,
		platform: "node",
		target: "node24",
		format: "esm",
		mainFields: ["module", "main"],
		// In Lambda credentials come from the environment, and no browser's name is to be told: what the SDK has for that
		// is not carried along.
		alias: {
			"@aws-sdk/credential-provider-node": join(import.meta.dirname, "lambda-credentials.ts"),
			bowser: join(import.meta.dirname, "lambda-credentials.ts"),
		},
		// CommonJS parts of dependencies ask for Node's modules by require.
		banner: {
			js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
		},
		external: ["aws-sdk/clients/lambda"], // of a Node.js that is no more; defender-sdk asks for it there alone
		plugins: [leanBuiltins, leanLambdaClient, leanAbi, ...ofStage],
		logLevel: "warning",
	});
	// What only code that was left out would have imported, as senders of a function that does not sign.
	const reached = new Set<string>();
	const walk = (path: string): void => {
		if (reached.has(path)) return;
		reached.add(path);
		for (const { path: next } of metafile.outputs[path]?.imports ?? []) walk(next);
	};
	walk(`${outdir}/index.mjs`);
	for (const path of Object.keys(metafile.outputs))
		if (!reached.has(path.replace(/\.map$/, ""))) rmSync(path, { force: true });
}

/** What is imported lazily and not used in this stage stays out of the package. */
const leftOut = (unused: Unused): Plugin => ({
	name: "left-out",
	setup: ({ onResolve, onLoad }) => {
		onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir, kind }) => {
			const module = join(resolveDir, path).split("/").slice(-2).join("/").replace(/\.ts$/, "");
			return kind === "dynamic-import" && unused(module) ? { path: module, namespace: "left-out" } : undefined;
		});
		onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
			contents: `throw new Error("${path} was left out when this was built: the stage did not name it");`,
		}));
	},
});

/** Dialects that no token of the stage speaks stay out as well. */
const silentDialects = (names: readonly DialectName[]): Plugin => ({
	name: "silent-dialects",
	setup: ({ onResolve, onLoad }) => {
		onResolve({ filter: /^\.\/[a-z0-9-]+\.ts$/ }, ({ path, importer }) => {
			const name = path.slice(2, -3);
			const isOne = importer.endsWith("/dialects/open-dialect.ts") && names.some((one) => one === name);
			return isOne ? { path: name, namespace: "silent-dialect" } : undefined;
		});
		onLoad({ filter: /.*/, namespace: "silent-dialect" }, ({ path }) => ({
			contents: `const open = () => { throw new Error("dialect ${path} was left out when this was built: no token of the stage spoke it"); };
				export { open as imoRelayDialect, open as referenceDialect, open as oraDialect };`,
		}));
	},
});

/**
 * Node's modules as `require` gives them. An `import` of one asks for all that it exports, and so loads what hangs on it:
 * with `node:http` fetch and WebSocket, a quarter of a cold start.
 */
export const leanBuiltins: Plugin = {
	name: "lean-builtins",
	setup: ({ onResolve, onLoad }) => {
		const names = new Set(builtinModules);
		onResolve({ filter: /^[a-z:/_]+$/ }, ({ path, kind }) => {
			const name = path.replace(/^node:/, "");
			if (!names.has(name)) return undefined;
			// Imported lazily: left to Node, since a file of its own would have to be found and read.
			if (kind === "dynamic-import") return { path: `node:${name}`, external: true };
			return { path: name, namespace: "builtin", sideEffects: false };
		});
		onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
			contents: `module.exports = process.getBuiltinModule("node:${path}");`,
		}));
	},
};
