import type { Config } from "../../functions/config.ts";
import { senderNotices } from "../../functions/core/sender-notices.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { rpc } from "./anvil.ts";

/**
 * Checks what a stage file of one's own points at, before anything starts: keys and URLs that it refers to, chain ids,
 * contracts. Gives warnings; throws what can never work, all at once. A node that is down may come back.
 */
export async function preflight(stageFile: string): Promise<string[]> {
	const config: Config = readConfig(process.env, { stageFile });
	const warnings = senderNotices(config.stage.lanes);
	const wrong: string[] = [];
	for (const { chainId } of config.stage.chains) {
		for (const [at, url] of config.rpcUrls(chainId).entries()) {
			const node = `chain ${chainId}, rpcUrls[${at}]`; // not the URL: it may hold an access key
			const found = await rpc<string>(url, "eth_chainId").catch(() => undefined);
			if (found === undefined) warnings.push(`${node} does not answer`);
			else if (Number(found) !== chainId) wrong.push(`${node} is a node of chain ${Number(found)}`);
		}
	}
	for (const { id, chainId, address, forwarder } of config.stage.tokens)
		for (const [what, contract] of Object.entries({
			token: address,
			...(forwarder ? { forwarder: forwarder.address } : {}),
		})) {
			const [url = ""] = config.rpcUrls(chainId);
			const code = await rpc<string>(url, "eth_getCode", [contract, "latest"]).catch(() => undefined);
			if (code === "0x") wrong.push(`token ${id}: there is no contract at its ${what}'s address ${contract}`);
		}
	if (wrong.length > 0)
		throw new Error(`the stage file does not fit the chain:\n${wrong.map((one) => `  - ${one}`).join("\n")}`);
	return warnings;
}
