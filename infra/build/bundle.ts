import { copyFileSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { parseStage } from "../../functions/config.ts";

/** Where the bundles go: one folder a function, with its stage file beside it. */
export const OUT = ".build";

/** Checks the stage file and bundles each function for Node 24. */
export async function bundleFunctions(names: readonly string[], stageFile: string): Promise<void> {
	parseStage(stageFile);
	for (const name of names) rmSync(`${OUT}/${name}`, { recursive: true, force: true });
	await Promise.all(names.map(bundleFunction));
	for (const name of names) copyFileSync(stageFile, `${OUT}/${name}/stage.json`);
}

async function bundleFunction(name: string): Promise<void> {
	await build({
		entryPoints: { index: `functions/handlers/${name}.ts` },
		outdir: `${OUT}/${name}`,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		splitting: true, // what is imported lazily stays in files of its own
		minify: true,
		sourcemap: true,
		platform: "node",
		target: "node24",
		format: "esm",
		mainFields: ["module", "main"],
		// CommonJS parts of dependencies ask for Node's modules by require.
		banner: {
			js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
		},
		logLevel: "warning",
	});
}
