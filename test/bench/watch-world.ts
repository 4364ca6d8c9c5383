import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { children } from "../../infra/local/children.ts";
import { deployContracts, stageFor } from "../../infra/local/deploy.ts";

const [OPERATOR_KEY] = ANVIL_KEYS;

/** A chain of which each block holds as many arrivals of revenue at one token. */
export interface WatchWorld {
	rpcUrl: string;
	stageFile: string;
	token: string;
	startBlock: number;
	lastBlock: number;
	folder: string;
	stop(): Promise<void>;
}

export async function watchWorld(blocks: number, events: number, print: (line: string) => void): Promise<WatchWorld> {
	const kids = children((name, code) => {
		throw new Error(`${name} ended with exit code ${code}`);
	});
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-watch-"));
	const rpcUrl = await startAnvil(kids, ["--gas-limit", "60000000"]);
	const operator = new Wallet(OPERATOR_KEY).address;
	const deployed = await deployContracts(rpcUrl, OPERATOR_KEY, { holders: [operator], amounts: [10n ** 27n] }, 1);
	const stageFile = join(folder, "stage.json");
	writeFileSync(stageFile, JSON.stringify(stageFor(rpcUrl, deployed)));
	const startedMs = Date.now();
	const each = Math.ceil(events / blocks);
	const to = await deploySprayer(rpcUrl, operator, sprayer(deployed.token, each));
	const spray = { from: operator, to, value: `0x${each.toString(16)}` };
	const gas = `0x${(100_000 + each * 20_000).toString(16)}`;
	await rpc(rpcUrl, "evm_setAutomine", [false]);
	for (let sent = 0; sent < blocks; sent++) {
		await rpc(rpcUrl, "eth_sendTransaction", [{ ...spray, gas }]);
		await rpc(rpcUrl, "evm_mine");
	}
	const lastBlock = Number(await rpc<string>(rpcUrl, "eth_blockNumber"));
	await rpc(rpcUrl, "anvil_mine", ["0x64"]); // for ponder what is 30 blocks back is final
	print(
		`${blocks} transactions with ${each} arrivals each, to block ${lastBlock}, in ${((Date.now() - startedMs) / 1000).toFixed(0)} s`,
	);
	return {
		rpcUrl,
		stageFile,
		token: deployed.token,
		startBlock: deployed.startBlock,
		lastBlock,
		folder,
		stop: async () => {
			await kids.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Deploys the code as it stands; its address. */
async function deploySprayer(rpcUrl: string, from: string, code: string): Promise<string> {
	const length = (code.length / 2 - 1).toString(16).padStart(2, "0");
	const hash = await rpc<string>(rpcUrl, "eth_sendTransaction", [
		{ from, data: `0x60${length}80600b6000396000f3${code.slice(2)}` },
	]);
	const { contractAddress } = await rpc<{ contractAddress: string }>(rpcUrl, "eth_getTransactionReceipt", [hash]);
	return contractAddress;
}

/**
 * Code that sends the token 1 wei so many times. One contract for all blocks: anvil copies all accounts for each block, so
 * that a new one in each makes a long chain take the square of its length.
 */
const sprayer = (token: string, times: number): string =>
	`0x61${times.toString(16).padStart(4, "0")}5b60006000600060006001` + `73${token.slice(2)}5af150600190038060035700`;
