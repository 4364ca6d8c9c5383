import { revenueRouter } from "./chore.ts";
import type { Log } from "./contract.ts";
import { type Address, ETH } from "./hex.ts";
import { transfersIn } from "./payout.ts";
import { token as abi } from "./routes/token-calls.ts";
import type { Token } from "./stage.ts";
import type { Sweep } from "./sweep.ts";
import { worthWei } from "./worth.ts";

/** Where a token's revenue goes, but for what was swept, whose word counts for nothing. */
export interface Places {
	/** They log what comes in: our token, routers. */
	logging: Address[];
	/** Their balance is all that there is to go by. */
	silent: Address[];
}

/** The places that the stage file names, without what only gives (an oracle, a collection, a pool). `logs`: the token logs its inflows. */
export function placesOf(token: Token, swept: Sweep, logs: boolean): Places {
	const named = [
		{ address: token.address, logs },
		...[...token.sweeps, ...token.sources]
			.filter(({ kind }) => kind === undefined || kind === "router" || kind === "call")
			.map(({ address, kind }) => ({ address, logs: kind === "router" })),
	].filter(({ address }) => address !== swept.address);
	const logging = new Set(named.filter((one) => one.logs).map(({ address }) => address));
	const silent = new Set(named.map(({ address }) => address).filter((address) => !logging.has(address)));
	return { logging: [...logging], silent: [...silent] };
}

/** What a transaction's logs say that came to the places, in wei: ETH by those that log it, ERC-20s by themselves. */
export function sweptWei(logs: readonly Log[], { logging, silent }: Places, prices: Token["prices"]): bigint {
	const theirs = logs.filter(({ address }) => logging.includes(address));
	const inEth = [...abi.events("RevenueReceived", theirs), ...revenueRouter.events("RevenueReceived", theirs)]
		.filter(({ args }) => args.asset === ETH)
		.map(({ args }) => args.amount);
	const plain = revenueRouter.events("EthReceived", theirs).map(({ args }) => args.amountWei);
	const assets = transfersIn(logs)
		.filter(({ to }) => logging.includes(to) || silent.includes(to))
		.map(({ asset, amount }) => ({ asset, amount }));
	return worthWei(
		[...inEth, ...plain].reduce((sum, wei) => sum + wei, 0n),
		assets,
		prices,
	);
}
