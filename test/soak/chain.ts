import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Contract, ContractFactory, type InterfaceAbi, type JsonRpcProvider, type NonceManager } from "ethers";
import type { Hex } from "../../functions/core/hex.ts";
import { ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { anyPort, type Children } from "../../infra/local/children.ts";
import { account } from "../../infra/local/deploy.ts";

/** Of some turns: a watcher that no node answers for a while must find them, as it would with any archive node. */
const KEPT_STATES = 1_000;
const BASE_FEE_WEI = "0x2540be400";

/** A chain whose blocks and time are the test's: nothing is mined, and no second passes, unless told. */
export interface SimChain {
	chainId: number;
	rpcUrl: string;
	provider: JsonRpcProvider;
	/** Deploys and earns; anvil's first account. */
	operator: NonceManager;
	rpc<T>(method: string, params?: unknown[]): Promise<T>;
	deploy(name: string, ...args: unknown[]): Promise<Contract>;
	/** So many blocks, so many seconds apart; the first at `fromSec` at the earliest. Gives the head's time. */
	mine(blocks: number, apartSec: number, fromSec: number): Promise<number>;
	/** From here on blocks can be undone. */
	mark(): Promise<void>;
	/** Undoes all blocks since the mark, as a reorg does; how many. */
	undo(): Promise<number>;
}

export async function startChain(kids: Children, chainId: number): Promise<SimChain> {
	const rpcUrl = await startAnvil(kids, await anyPort(), ["--chain-id", String(chainId)], KEPT_STATES);
	const { signer: operator, provider } = account(rpcUrl, ANVIL_KEYS[0]);
	const ask = <T>(method: string, params?: unknown[]) => rpc<T>(rpcUrl, method, params);
	const height = async () => Number(await ask<Hex>("eth_blockNumber"));
	let marked: { id: string; height: number } | undefined;
	return {
		chainId,
		rpcUrl,
		provider,
		operator,
		rpc: ask,
		deploy: async (name, ...args) => {
			const path = join(import.meta.dirname, `../../contracts/bytecode/${name}.json`);
			const { abi, bytecode } = JSON.parse(readFileSync(path, "utf8")) as { abi: InterfaceAbi; bytecode: string };
			const deployed = await new ContractFactory(abi, bytecode, operator).deploy(...args);
			await deployed.waitForDeployment();
			return new Contract(await deployed.getAddress(), abi, operator);
		},
		mine: async (blocks, apartSec, fromSec) => {
			const head = await ask<{ timestamp: Hex }>("eth_getBlockByNumber", ["latest", false]);
			const firstSec = Math.max(fromSec, Number(head.timestamp) + 1);
			await ask("anvil_setNextBlockBaseFeePerGas", [BASE_FEE_WEI]); // it falls in empty blocks
			await ask("evm_setNextBlockTimestamp", [firstSec]);
			await ask("evm_mine");
			if (blocks > 1) await ask("anvil_mine", [`0x${(blocks - 1).toString(16)}`, `0x${apartSec.toString(16)}`]);
			const { timestamp } = await ask<{ timestamp: Hex }>("eth_getBlockByNumber", ["latest", false]);
			return Number(timestamp);
		},
		mark: async () => {
			marked = { id: await ask<string>("evm_snapshot"), height: await height() };
		},
		undo: async () => {
			if (!marked) return 0;
			const depth = (await height()) - marked.height;
			if (!(await ask<boolean>("evm_revert", [marked.id]))) throw new Error("the chain could not be set back");
			operator.reset();
			marked = undefined;
			return depth;
		},
	};
}
