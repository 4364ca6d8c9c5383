#!/usr/bin/env node
// `npx imo-relay`: in a checkout from the sources as they are, in the package from what was built of them.
import { existsSync } from "node:fs";

const source = new URL("../functions/cli.ts", import.meta.url);
const isCheckout = existsSync(source);
const [major, minor] = process.versions.node.split(".").map(Number);
if (isCheckout && (major < 22 || (major === 22 && minor < 18))) {
	process.stderr.write(`error: this is Node.js ${process.versions.node}; in a checkout it has to be 24: run it as \`npx imo-relay\`\n`);
	process.exit(2);
}
const { main } = await import(isCheckout ? source.href : new URL("../dist/cli.js", import.meta.url).href);
await main(process.argv);
