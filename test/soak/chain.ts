import type { Contract, JsonRpcProvider, NonceManager } from "ethers";
import { factoryOf } from "../../contracts/script/artifact.ts";
import { mined } from "../../contracts/script/mined.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import type { Children } from "../../infra/local/children.ts";
import { account } from "../../infra/local/deploy.ts";

/** Of some turns: a watcher that no node answers for a while must find them, as it would with any archive node. */
const KEPT_STATES = 1_000;
export const BASE_FEE_WEI = 10n ** 10n;

/** A chain whose blocks and time are the test's: nothing is mined, and no second passes, unless told. */
export interface SimChain {
	chainId: number;
	rpcUrl: string;
	provider: JsonRpcProvider;
	/** Deploys and earns; anvil's first account. */
	operator: NonceManager;
	rpc<T>(method: string, params?: unknown[]): Promise<T>;
	deploy(name: string, ...args: unknown[]): Promise<Contract>;
	/** What a unit of gas costs in the blocks at which anybody looks; settable. */
	baseFeeWei: bigint;
	/** So many blocks, so many seconds apart; the first at `fromSec` at the earliest. Gives the head's time. */
	mine(blocks: number, apartSec: number, fromSec: number): Promise<number>;
	/** From here on blocks can be undone. */
	mark(): Promise<void>;
	/** Undoes all blocks since the mark, as a reorg does; how many. */
	undo(): Promise<number>;
}

export async function startChain(kids: Children, chainId: number): Promise<SimChain> {
	const rpcUrl = await startAnvil(kids, ["--chain-id", String(chainId)], KEPT_STATES);
	const { signer: operator, provider } = account(rpcUrl, ANVIL_KEYS[0]);
	const ask = <T>(method: string, params?: unknown[]) => rpc<T>(rpcUrl, method, params);
	const height = async () => Number(await ask<Hex>("eth_blockNumber"));
	let marked: { id: string; height: number } | undefined;
	const next = async (timestampSec: number): Promise<void> => {
		await ask("anvil_setNextBlockBaseFeePerGas", [`0x${chain.baseFeeWei.toString(16)}`]);
		await ask("evm_setNextBlockTimestamp", [timestampSec]);
		await ask("evm_mine");
	};
	const chain: SimChain = {
		chainId,
		rpcUrl,
		provider,
		operator,
		baseFeeWei: BASE_FEE_WEI,
		rpc: ask,
		deploy: async (name, ...args) => {
			const deployed = await factoryOf(name, operator).deploy(...args);
			await mined(deployed.deploymentTransaction());
			return deployed as Contract;
		},
		mine: async (blocks, apartSec, fromSec) => {
			const head = await ask<{ timestamp: Hex }>("eth_getBlockByNumber", ["latest", false]);
			const firstSec = Math.max(fromSec, Number(head.timestamp) + 1);
			const lastSec = firstSec + (blocks - 1) * apartSec;
			await next(firstSec);
			// The base fee falls in empty blocks: what is sent at the head must not be too cheap for the block after it.
			if (blocks > 2) await ask("anvil_mine", [`0x${(blocks - 2).toString(16)}`, `0x${apartSec.toString(16)}`]);
			if (blocks > 1) await next(lastSec);
			return lastSec;
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
	return chain;
}
