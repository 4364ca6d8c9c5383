import { Fault } from "../../core/fault.ts";
import type { Address, Hex } from "../../core/hex.ts";
import type { Chain } from "../../core/ports/chain.ts";
import type { Probe } from "../../core/probe.ts";
import { token as abi } from "../../core/routes/token-calls.ts";
import { type ProbePorts, probeToken } from "../probe-token.ts";

/** What the chain tells of a token that is not in any stage file yet; absent: it does not tell. */
export interface Discovered {
	probe: Probe;
	name?: string;
	forwarder?: { address: Address; name: string };
	/** The block of its deployment; absent: no node has so old a state. */
	startBlock?: number;
	/** A chain of the OP stack, where data costs apart. */
	isOpStack: boolean;
	/** A fee cap that leaves room: ten times today's price, at least 2 gwei. */
	feeCapWei: bigint;
}
const GWEI = 1_000_000_000n;
const GAS_ORACLE: Address = "0x420000000000000000000000000000000000000F";

/** Finds out by itself what a stage file has to say of a token. Fault `rpc_unavailable`. */
export async function discoverToken(
	ports: ProbePorts,
	chain: Chain,
	address: Address,
	onStep: (share: number) => void = () => undefined,
): Promise<Discovered> {
	const [probe, market, oracle] = await Promise.all([
		probeToken(ports, { chainId: chain.chainId, address }),
		chain.market(),
		chain.code(GAS_ORACLE),
	]);
	const trusted = probe.facts.trustedForwarder;
	const [name, forwarderName, startBlock] = await Promise.all([
		textOf(chain, address, "name"),
		trusted ? domainName(chain, trusted) : undefined,
		probe.facts.account === "contract" ? firstBlock(chain, address, onStep) : undefined,
	]);
	const tenfold = (10n * (market.baseFeeWei + market.tipWei)) / GWEI + 1n;
	return {
		probe,
		isOpStack: oracle !== "0x",
		feeCapWei: (tenfold > 2n ? tenfold : 2n) * GWEI,
		...(name ? { name } : {}),
		...(trusted && forwarderName ? { forwarder: { address: trusted, name: forwarderName } } : {}),
		...(startBlock === undefined ? {} : { startBlock }),
	};
}

async function textOf(chain: Chain, to: Address, call: "name"): Promise<string | undefined> {
	const returned = await returnedBy(chain, to, abi.encode(call, []));
	return decoded(returned, (raw) => abi.decode(call, raw)[0]);
}
async function domainName(chain: Chain, forwarder: Address): Promise<string | undefined> {
	const returned = await returnedBy(chain, forwarder, abi.encode("eip712Domain", []));
	return decoded(returned, (raw) => abi.decode("eip712Domain", raw)[1]);
}
async function returnedBy(chain: Chain, to: Address, data: Hex): Promise<Hex | undefined> {
	const [result] = await chain.calls([{ to, data }], "latest");
	return result?.ok ? result.returned : undefined;
}
/** Anybody may return anything. */
function decoded(raw: Hex | undefined, read: (raw: Hex) => string): string | undefined {
	try {
		return raw ? read(raw) : undefined;
	} catch {
		return undefined;
	}
}

/** The first block in which the contract was there, by halving; undefined: a node has not the state that tells. */
async function firstBlock(
	chain: Chain,
	address: Address,
	onStep: (share: number) => void,
): Promise<number | undefined> {
	const data = abi.encode("totalSupply", []);
	let [absent, there] = [-1, (await chain.block("latest")).number];
	const steps = Math.ceil(Math.log2(there + 2));
	for (let step = 1; there - absent > 1; step++) {
		const middle = Math.floor((absent + there) / 2);
		const isThere = await isThereAt(chain, address, data, middle);
		if (isThere === undefined) return undefined;
		if (isThere) there = middle;
		else absent = middle;
		onStep(step / steps);
	}
	return there;
}
async function isThereAt(chain: Chain, to: Address, data: Hex, height: number): Promise<boolean | undefined> {
	try {
		const [result] = await chain.calls([{ to, data }], height);
		if (result?.ok) return result.returned !== "0x";
		return result?.reverted ? true : undefined;
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}
