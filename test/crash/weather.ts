import type { Dice } from "../given/dice.ts";
import { type Ground, OPERATOR } from "../given/ground.ts";

const BLOCK_MS = 1_000;

export interface Weather {
	blocks: number;
	reorgs: number;
	pauses: number;
	deposits: number;
	/** From now on only blocks: no reorg, no pause, no revenue. */
	calm(): void;
	stop(): Promise<void>;
}

/**
 * What the chain does meanwhile: a block a second, now and then none for a while, or a reorg that is less deep than
 * finality; gas has another price each time. Revenue comes every few blocks and is never undone, so that what is owed stays owed.
 */
export function startWeather(ground: Ground, at: Dice, blocksPerDeposit: number): Weather {
	let running = true;
	let calm = false;
	let untouchable = 0;
	const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
	const mine = async (): Promise<number> => {
		await ground.rpc("anvil_setNextBlockBaseFeePerGas", [`0x${baseFeeWei().toString(16)}`]);
		await ground.rpc("evm_mine");
		return Number(await ground.rpc("eth_blockNumber"));
	};
	/** No two blocks cost the same, and now and then more than the cap. */
	const baseFeeWei = (): number => (calm ? 1 : at.chance(0.05) ? 90 : 1 + at.below(25)) * 1_000_000_000;
	const weather: Weather = {
		blocks: 0,
		reorgs: 0,
		pauses: 0,
		deposits: 0,
		calm: () => {
			calm = true;
		},
		stop: async () => {
			running = false;
			await turns;
		},
	};
	const deposit = async (): Promise<void> => {
		const value = `0x${(10n ** 16n * BigInt(1 + at.below(100))).toString(16)}`;
		const maxFeePerGas = `0x${(200_000_000_000).toString(16)}`;
		await ground.rpc("eth_sendTransaction", [{ from: OPERATOR, to: ground.deployed.token, value, maxFeePerGas }]);
		untouchable = Number.POSITIVE_INFINITY;
	};
	const turn = async (): Promise<void> => {
		const head = await mine();
		weather.blocks++;
		if (untouchable === Number.POSITIVE_INFINITY) untouchable = head;
		if (calm) return;
		if (weather.blocks % blocksPerDeposit === 1) {
			await deposit();
			weather.deposits++;
			return;
		}
		const depth = 1 + at.below(ground.finality - 1);
		if (at.chance(0.25) && head - depth >= untouchable) {
			await ground.rpc("anvil_reorg", [depth, []]);
			weather.reorgs++;
		} else if (at.chance(0.06)) {
			await sleep(2_000 + at.below(2_000));
			weather.pauses++;
		}
	};
	const turns = (async () => {
		while (running) {
			const startedMs = Date.now();
			await turn();
			await sleep(Math.max(50, BLOCK_MS - (Date.now() - startedMs)));
		}
	})();
	return weather;
}
