import { Contract, type InterfaceAbi } from "ethers";
import { factoryOf } from "../../contracts/script/artifact.ts";
import { mined } from "../../contracts/script/mined.ts";
import { modelOracleAbi } from "../../functions/core/abi/model-oracle.ts";
import { type Address, ETH } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { type ChainStage, stageSchema, type Token } from "../../functions/core/stage.ts";
import { aStage, aToken } from "./stage.ts";
import type { World } from "./world.ts";

/** Deploys one of our contracts; whatever else waits is mined with it. */
export async function deployInto(world: World, name: string, ...args: unknown[]): Promise<Contract> {
	const deployed = await factoryOf(name, world.operator).deploy(...args);
	await world.mine();
	await mined(deployed.deploymentTransaction());
	return deployed as Contract;
}
/** A transaction of the operator's, mined; throws when it reverts. */
export async function act(world: World, contract: Contract, name: string, ...args: unknown[]): Promise<void> {
	const sent = await contract.getFunction(name)(...args);
	await world.mine();
	await mined(sent);
}

/** The places that revenue comes from before it is the token's. */
export interface Revenue {
	oracle: Contract;
	router: Contract;
	tank: Contract;
	modelId: bigint;
	/** Uses of the model, `count` times `feeWei`. */
	use(count: number): Promise<void>;
}
export const FEE_WEI = 10n ** 16n;
const PERIOD_SEC = 3_600;

/** An oracle whose model earns for a router, which gives `tankBps` to a gas tank and the rest to the token. */
export async function openRevenue(world: World, { tankBps, tankWei }: { tankBps: number; tankWei: bigint }) {
	const operator = await world.operator.getAddress();
	const token = await world.token.getAddress();
	const tank = await deployInto(world, "GasTank", operator, operator, PERIOD_SEC, tankWei);
	const router = await deployInto(world, "RevenueRouter", {
		token,
		weth: ETH,
		treasury: operator,
		gasTank: tankBps > 0 ? await tank.getAddress() : ETH,
		gasTankBps: tankBps,
		shares: [],
	});
	const oracle = await deployInto(world, "ModelOracle");
	await act(world, oracle, "registerModel", await router.getAddress(), ETH, FEE_WEI);
	const revenue: Revenue = {
		oracle: new Contract(await oracle.getAddress(), modelOracleAbi as unknown as InterfaceAbi, world.operator),
		router,
		tank,
		modelId: 0n,
		use: async (count) => {
			for (let n = 0; n < count; n++) {
				await oracle.getFunction("requestInference")(0n, "0x", { value: FEE_WEI, gasLimit: 200_000 });
			}
			await world.mine();
		},
	};
	return revenue;
}

/** The same ports, whose token has these sweeps and whose chain has this tank, as a stage file would say it. */
export function withSweeps(
	ports: Ports,
	sweeps: readonly object[],
	more: { token?: Partial<Token>; chain?: Partial<ChainStage> } = {},
): Ports {
	const [parsed] = stageSchema.parse(aStage({ tokens: [aToken({ sweeps })] })).tokens;
	const [token] = ports.tokens;
	if (!parsed || !token) throw new Error("the stage has no token");
	return {
		...ports,
		tokens: [{ ...token, sweeps: parsed.sweeps, ...more.token }],
		chainStage: (chainId) => ({ ...ports.chainStage(chainId), ...more.chain }),
	};
}

export const addressOf = async (contract: Contract): Promise<Address> => (await contract.getAddress()) as Address;
