import type { Contract, TransactionResponse, Wallet } from "ethers";

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
	const receipt = await sent.wait();
	if (!receipt) throw new Error(`${call} is not mined`);
	return receipt;
}
/** Reads by name. */
export const ask = <T>(contract: Contract, call: string, ...args: unknown[]): Promise<T> =>
	contract.getFunction(call)(...args);
