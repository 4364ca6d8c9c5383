import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const ROOT = join(import.meta.dirname, "../..");
/** The package unpacks itself into the temporary folder, its libraries only where it takes itself for Lambda. */
const UNPACK = `import chromium from "@sparticuz/chromium"; await chromium.executablePath();`;

/** A real Chromium from npm alone: no download, and no library of the machine's but libc. Throws when it can't start. */
export async function openBrowser(): Promise<Browser> {
	const home = unpacked();
	const env = { ...process.env, LD_LIBRARY_PATH: join(home, "al2023/lib"), HOME: home };
	return chromium.launch({
		executablePath: join(home, "chromium"),
		args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
		env: existsSync("/etc/fonts/fonts.conf") ? env : { ...env, FONTCONFIG_PATH: join(home, "fonts") },
	});
}

/** Where it is unpacked; done once for each version, whole or not at all. */
function unpacked(): string {
	const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules/@sparticuz/chromium/package.json"), "utf8"));
	const home = join(tmpdir(), `imo-relay-chromium-${version}`);
	if (existsSync(home)) return home;
	const fresh = mkdtempSync(join(tmpdir(), "imo-relay-chromium-"));
	const run = spawnSync(process.execPath, ["--input-type=module", "--eval", UNPACK], {
		cwd: ROOT,
		env: { ...process.env, NODE_OPTIONS: "", TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: "nodejs24.x" },
		encoding: "utf8",
	});
	if (run.status !== 0) throw new Error(`Chromium could not be unpacked: ${run.stderr}`);
	try {
		renameSync(fresh, home);
	} catch (error) {
		if (!existsSync(home)) throw error;
		rmSync(fresh, { recursive: true, force: true }); // another run was faster
	}
	return home;
}
