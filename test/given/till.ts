import type { Contract, HDNodeWallet } from "ethers";
import type { Hex } from "../../functions/core/hex.ts";
import type { World } from "./world.ts";

/** Where holders are paid that have said so: nobody, until it is given a contract's code. */
export const TILL = "0x00000000000000000000000000000000000b0b04";

/** From now on the holder wants his money at the till. */
export async function payAtTill(world: World, holder: HDNodeWallet, token: Contract = world.token): Promise<void> {
	await world.rpc("anvil_setBalance", [holder.address, "0xde0b6b3a7640000"]);
	const own = token.connect(holder.connect(world.provider)) as Contract;
	await own.getFunction("setRecipient")(TILL, { gasLimit: 200_000 });
	await world.mine(4);
}
export const giveTillCode = (world: World, code: Hex): Promise<unknown> => world.rpc("anvil_setCode", [TILL, code]);
/** The till takes nothing any more, or all again. */
export const refuseAtTill = (world: World, isRefused: boolean): Promise<unknown> =>
	giveTillCode(world, isRefused ? "0x60006000fd" : "0x");
