import { Fault } from "../core/fault.ts";
import type { Address } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import { token as abi } from "../core/routes/token-calls.ts";
import type { Token } from "../core/stage.ts";

/**
 * Fault `not_a_holder` unless the account holds some of the token or is owed something by it: a key costs nothing, and
 * what is kept for each would fill the table, and be gone through at each snapshot before the holders' turn comes.
 */
export async function checkHolding(ports: Ports, token: Token, account: Address): Promise<void> {
	const [[balance], due] = await Promise.all([
		ports.chain(token.chainId).calls([{ to: token.address, data: abi.encode("balanceOf", [account]) }], "latest"),
		ports.dialect(token).due(account, "latest"),
	]);
	if (due.length > 0) return;
	if (!balance?.ok || balance.returned === "0x")
		throw new Fault("rpc_unavailable", undefined, { chainId: token.chainId });
	if (abi.decode("balanceOf", balance.returned)[0] === 0n) throw new Fault("not_a_holder");
}
