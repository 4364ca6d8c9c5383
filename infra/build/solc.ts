#!/usr/bin/env node
// forge runs this file as its Solidity compiler: the JavaScript solc from npm, so that no binary has to be downloaded.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

interface Solc {
	version(): string;
	compile(input: string): string;
}

const solc = createRequire(import.meta.url)("solc") as Solc;
if (process.argv.includes("--version")) {
	// forge parses the platform suffix and knows only native ones.
	const version = solc.version().replace(".Emscripten.clang", ".Linux.g++");
	process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
} else if (process.argv.includes("--standard-json")) {
	process.stdout.write(solc.compile(readFileSync(0, "utf8")));
} else {
	process.stderr.write("usage: solc.ts --version | --standard-json < input.json\n");
	process.exitCode = 2;
}
