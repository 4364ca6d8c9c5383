import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import { build } from "esbuild";
import type { PageFile } from "../../functions/core/ports/page-files.ts";
import { openApi } from "../openapi/document.ts";

const ROOT = join(import.meta.dirname, "../..");
const types: Record<string, string> = {
	html: "text/html; charset=utf-8",
	css: "text/css; charset=utf-8",
	js: "text/javascript; charset=utf-8",
	json: "application/json",
	svg: "image/svg+xml",
	woff2: "font/woff2",
	txt: "text/plain; charset=utf-8",
};

/** Builds the claim page into a folder: index.html, openapi.json, assets/ under names that change with what is in them, a manifest. */
export async function bundleWeb(outdir: string): Promise<Record<string, PageFile>> {
	const { outputFiles, metafile } = await build({
		absWorkingDir: ROOT,
		entryPoints: { page: "web/page.tsx", icon: "web/icon.svg" },
		outdir: join(outdir, "assets"),
		entryNames: "[name]-[hash]",
		assetNames: "[name]-[hash]",
		bundle: true,
		minify: true,
		metafile: true,
		write: false,
		format: "esm",
		target: ["es2022", "safari16.4", "firefox115", "chrome109"],
		jsx: "automatic",
		jsxImportSource: "preact",
		loader: { ".woff2": "file", ".svg": "copy" },
		legalComments: "external",
		logLevel: "warning",
	});
	const made = Object.keys(metafile.outputs).map((path) => basename(path));
	const named = (pattern: RegExp): string => {
		const found = made.find((name) => pattern.test(name));
		if (!found) throw new Error(`the page's build made nothing like ${pattern}`);
		return `assets/${found}`;
	};
	const html = readFileSync(join(ROOT, "web/index.html"), "utf8")
		.replace("page.js", named(/^page-.*\.js$/))
		.replace("page.css", named(/^page-.*\.css$/))
		.replace("icon.svg", named(/^icon-.*\.svg$/))
		.replace("text.woff2", named(/^instrument-sans-.*\.woff2$/))
		.replace("figures.woff2", named(/^newsreader-.*\.woff2$/));

	mkdirSync(join(outdir, "assets"), { recursive: true });
	const manifest: Record<string, PageFile> = {};
	const keep = (name: string, bytes: Uint8Array): void => {
		const ending = name.split(".").at(-1) ?? "";
		const packs = ending !== "woff2"; // which is brotli already
		const encodings = packs ? (["br", "gzip"] as const) : [];
		writeFileSync(join(outdir, name), bytes);
		if (packs) {
			const params = { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length };
			writeFileSync(join(outdir, `${name}.br`), brotliCompressSync(bytes, { params }));
			writeFileSync(join(outdir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
		}
		manifest[name] = {
			contentType: types[ending] ?? "application/octet-stream",
			etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`,
			isImmutable: name.startsWith("assets/"),
			encodings,
		};
	};
	for (const { path, contents } of outputFiles) keep(`assets/${basename(path)}`, contents);
	keep("index.html", Buffer.from(html));
	const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
	keep("openapi.json", Buffer.from(JSON.stringify(openApi(version))));
	writeFileSync(join(outdir, "manifest.json"), `${JSON.stringify(manifest)}\n`);
	return manifest;
}
