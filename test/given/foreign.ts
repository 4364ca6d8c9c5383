import { Contract, type HDNodeWallet, type InterfaceAbi } from "ethers";
import { artifact, factoryOf } from "../../contracts/script/artifact.ts";
import { mined } from "../../contracts/script/mined.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { StoredMandate } from "../../functions/core/mandate.ts";
import type { Dialect } from "../../functions/core/ports/dialect.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { giveMandate } from "./mandate-order.ts";
import { sharesOf } from "./shares.ts";
import { carry, FOREVER, type World } from "./world.ts";

export const ETHER = 10n ** 18n;

/** A token of somebody else on the world's chain, and the service with it as its only token. */
export interface ForeignWorld {
	ports: Ports;
	token: Token;
	dialect: Dialect;
	contract: Contract;
	/** Sends ETH to the token, as anybody may, and mines. */
	earn(amountWei: bigint): Promise<void>;
	/** Takes a snapshot past the service, as anybody may. */
	snapshot(): Promise<void>;
	/** A transaction from a holder's own account. */
	asHolder(holder: HDNodeWallet, name: string, ...args: unknown[]): Promise<void>;
	/** What a holder does once. */
	giveMandate(holder: HDNodeWallet): Promise<StoredMandate>;
	/** Relays what waits and follows it to finality. */
	carry(): Promise<void>;
}

export const abiOf = (name: string): InterfaceAbi => artifact(name).abi;

/** Deploys one of contracts/test/foreign; its address. */
export async function deployForeign(world: World, name: string, ...args: unknown[]): Promise<Address> {
	const deployed = await factoryOf(name, world.operator).deploy(...args, { gasLimit: 8_000_000 });
	await world.mine();
	return (await deployed.getAddress()) as Address;
}

export const sharesArgs = (world: World): [readonly string[], readonly bigint[]] => {
	const { holders, amounts } = sharesOf(world.holders);
	return [holders, amounts];
};

/** The named contract as a token of the dialect, 80 % of its revenue to be claimed. */
export async function foreignWorld(
	world: World,
	name: "ReferenceToken" | "OraToken",
	dialect: Token["dialect"],
	...more: unknown[]
): Promise<ForeignWorld> {
	const address = await deployForeign(world, name, ...sharesArgs(world), 80, ...more);
	const { forwarder: _none, ...ours } = world.ports.tokens[0] as Token;
	const startBlock = await world.provider.getBlockNumber();
	const token: Token = { ...ours, id: "foreign", address, dialect, startBlock };
	const ports: Ports = { ...world.ports, tokens: [token] };
	const contract = new Contract(address, abiOf(name), world.operator);
	return {
		ports,
		token,
		dialect: ports.dialect(token),
		contract,
		earn: async (value) => {
			await world.operator.sendTransaction({ to: address, value });
			await world.mine();
		},
		snapshot: async () => {
			const sent = await contract.getFunction("snapshot")({ gasLimit: 400_000 });
			await world.mine();
			await mined(sent);
		},
		asHolder: async ({ address: from }, fn, ...args) => {
			await world.rpc("anvil_setBalance", [from, "0xde0b6b3a7640000"]);
			await world.rpc("anvil_impersonateAccount", [from]);
			const data = contract.interface.encodeFunctionData(fn, args);
			await world.rpc("eth_sendTransaction", [{ from, to: address, data, gas: "0x60000" }]);
			await world.mine();
			await world.rpc("anvil_stopImpersonatingAccount", [from]);
		},
		giveMandate: (holder) => giveMandate(ports, token.id, holder),
		carry: () => carry(world, ports),
	};
}

/** A holder's part of what one snapshot has for all. */
export function shareOf(world: World, at: number, claimableWei: bigint): bigint {
	const all = world.holders.reduce((sum, _, one) => sum + BigInt(one + 1), 0n);
	return (claimableWei * BigInt(at + 1)) / all;
}
/** The amounts in the ledger after another run of watch, the newest first. */
export async function ledger({ ports, token }: ForeignWorld): Promise<bigint[]> {
	await watchToken(ports, token, FOREVER);
	return (await ports.store.ledger.inflows(token.id, 50)).inflows.map(({ amount }) => amount);
}
/** What the token owes a holder now: snapshot and wei, of all snapshots or of these. */
export const dueOf = async ({ dialect }: ForeignWorld, { address }: HDNodeWallet, ids?: bigint[]) =>
	(await dialect.due(address as Address, "latest", ids)).map(({ snapshotId, amountWei }): [bigint, bigint] => [
		snapshotId,
		amountWei,
	]);
