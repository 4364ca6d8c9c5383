// `npm run test:python`: examples/claim.py, with eth-account in an environment of its own, against the real handlers on anvil.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startServedWorld } from "./given/served-world.ts";
import { owedWei, TOKEN_ID } from "./given/world.ts";

const venv = ".data/python-example";
const python = join(venv, "bin/python");
if (!existsSync(python)) execFileSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
execFileSync(python, ["-m", "pip", "install", "--quiet", "eth-account==0.13.*"], { stdio: "inherit" });

const world = await startServedWorld(1);
try {
	await world.earnAndSnapshot(10n ** 18n);
	const [holder] = world.holders;
	const [token] = world.ports.tokens;
	if (!holder || !token) throw new Error("there is no holder");
	const owed = await owedWei(world, holder.address);
	const child = spawn(python, ["examples/claim.py"], {
		stdio: "inherit",
		env: {
			...process.env,
			API: world.url,
			TOKEN: TOKEN_ID,
			TOKEN_ADDRESS: token.address,
			CHAIN_ID: String(token.chainId),
			KEY: holder.privateKey,
		},
	});
	const code = await world.turning(new Promise<number | null>((resolve) => child.once("exit", resolve)));
	const paid = await world.balance(holder.address);
	const isRight = code === 0 && paid === owed && owed > 0n;
	process.stdout.write(`${isRight ? "ok" : "WRONG"}: exit code ${code}, paid ${paid} of ${owed} wei\n`);
	process.exitCode = isRight ? 0 : 1;
} finally {
	await world.stop();
}
