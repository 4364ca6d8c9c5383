import { spawnSync } from "node:child_process";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";

/** Runs a script of contracts/script to its end, with the deployer's key. */
export function runScript(script: string, ...args: string[]) {
	const env = { ...process.env, LAUNCH_KEY: ANVIL_KEYS[0] };
	return spawnSync(process.execPath, [`contracts/script/${script}`, ...args], { encoding: "utf8", env });
}
