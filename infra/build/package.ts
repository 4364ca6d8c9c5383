// Builds what `npm pack` packs, into dist/: the client with its types, openapi.json, and the operator's tool. Nothing is left
// to install: the tool's dependencies are bundled, as the functions' are; the client has none.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { openApi } from "../openapi/document.ts";
import { noticesOf } from "./third-party.ts";

const ROOT = join(import.meta.dirname, "../..");
const OUT = join(ROOT, "dist");
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
const base = { absWorkingDir: ROOT, bundle: true, format: "esm", metafile: true, logLevel: "warning" } as const;

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);
writeFileSync(join(OUT, "openapi.json"), `${JSON.stringify(openApi(version), null, "\t")}\n`);
await build({
	...base,
	entryPoints: ["client/client.ts"],
	outfile: "dist/client.js",
	platform: "neutral",
	target: "es2022",
});
execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "client"], {
	cwd: ROOT,
	stdio: "inherit",
});

// A declaration names its neighbours as they are at run time.
for (const entry of readdirSync(join(OUT, "types"), { recursive: true, withFileTypes: true })) {
	if (!entry.isFile()) continue;
	const path = join(entry.parentPath, entry.name);
	writeFileSync(path, readFileSync(path, "utf8").replace(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
}

if (existsSync(join(ROOT, "functions/cli.ts"))) {
	const { metafile } = await build({
		...base,
		entryPoints: { cli: "functions/cli.ts" },
		outdir: "dist",
		chunkNames: "cli/[name]-[hash]",
		splitting: true,
		minify: true,
		platform: "node",
		target: "node20",
		mainFields: ["module", "main"],
		external: ["aws-sdk/clients/lambda"], // of a Node.js that is no more; defender-sdk asks for it there alone
		// CommonJS parts of dependencies ask for Node's modules by require.
		banner: {
			js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
		},
	});
	writeFileSync(join(OUT, "THIRD-PARTY.txt"), noticesOf(Object.keys(metafile.inputs)));
}
