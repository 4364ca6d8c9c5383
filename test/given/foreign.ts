import { readFileSync } from "node:fs";
import { Contract, ContractFactory, type HDNodeWallet, type InterfaceAbi } from "ethers";
import { mandateBody } from "../../functions/api.ts";
import { acceptMandate } from "../../functions/app/accept-mandate.ts";
import { describeMandate } from "../../functions/app/describe-mandate.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { StoredMandate } from "../../functions/core/mandate.ts";
import type { Dialect } from "../../functions/core/ports/dialect.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { sharesOf } from "./shares.ts";
import { LANE, type World } from "./world.ts";

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

const artifactOf = (name: string): { abi: InterfaceAbi; bytecode: string } =>
	JSON.parse(readFileSync(`contracts/bytecode/${name}.json`, "utf8"));
export const abiOf = (name: string): InterfaceAbi => artifactOf(name).abi;

/** Deploys one of contracts/test/foreign; its address. */
export async function deployForeign(world: World, name: string, ...args: unknown[]): Promise<Address> {
	const { abi, bytecode } = artifactOf(name);
	const deployed = await new ContractFactory(abi, bytecode, world.operator).deploy(...args, { gasLimit: 8_000_000 });
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
			if ((await sent.wait())?.status !== 1) throw new Error("the snapshot reverted");
		},
		asHolder: async ({ address: from }, fn, ...args) => {
			await world.rpc("anvil_setBalance", [from, "0xde0b6b3a7640000"]);
			await world.rpc("anvil_impersonateAccount", [from]);
			const data = contract.interface.encodeFunctionData(fn, args);
			await world.rpc("eth_sendTransaction", [{ from, to: address, data, gas: "0x60000" }]);
			await world.mine();
			await world.rpc("anvil_stopImpersonatingAccount", [from]);
		},
		giveMandate: async (holder) => {
			const quote = await describeMandate(ports, token.id, holder.address as Address);
			const { EIP712Domain: _domain, ...types } = quote.typedData.types;
			const { domain, message: mandate } = quote.typedData;
			const signature = await holder.signTypedData(domain, types, mandate);
			const wanted = quote.authorization;
			const signed = wanted && { ...wanted, signature: holder.authorizeSync(wanted).signature.serialized };
			const order = { token: token.id, chainId: token.chainId, mandate, signature };
			return acceptMandate(ports, mandateBody.parse({ ...order, ...(signed ? { authorization: signed } : {}) }));
		},
		carry: async () => {
			await relayLane(ports, LANE);
			await world.mine(4);
			await settleLane(ports, LANE, 0);
		},
	};
}
