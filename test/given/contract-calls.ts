import type { Contract, TransactionResponse, Wallet } from "ethers";
import { mined } from "../../contracts/script/mined.ts";

/** Calls by name and waits; gives the receipt. An estimate is of this second: in the next a transfer appends a checkpoint. */
export async function act(
	contract: Contract,
	from: Wallet,
	call: string,
	args: unknown[] = [],
	overrides: object = {},
) {
	const method = (contract.connect(from) as Contract).getFunction(call);
	const gasLimit = 2n * (await method.estimateGas(...args, overrides));
	const sent: TransactionResponse = await method(...args, { gasLimit, ...overrides });
	return mined(sent);
}
/** Reads by name. */
export const ask = <T>(contract: Contract, call: string, ...args: unknown[]): Promise<T> =>
	contract.getFunction(call)(...args);
