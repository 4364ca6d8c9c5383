import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ContractFactory, type ContractRunner, Interface, type InterfaceAbi } from "ethers";

export type ContractName =
	| "ERC2771Forwarder"
	| "RevenueShareToken"
	| "RevenueRouter"
	| "GasTank"
	| "InferenceCollection"
	| "OptimisticVerifier"
	| "ModelOffering"
	| "ClaimMandate"
	| "ModelOracle"
	| "Weth";

interface Artifact {
	abi: InterfaceAbi;
	codec: Interface;
	bytecode: string;
}
const known = new Map<string, Artifact>();

/** A compiled contract from contracts/bytecode, which `npm run contracts` writes. */
export function artifact(name: string): Artifact {
	const before = known.get(name);
	if (before) return before;
	const path = join(import.meta.dirname, `../bytecode/${name}.json`);
	const { abi, bytecode } = JSON.parse(readFileSync(path, "utf8")) as { abi: InterfaceAbi; bytecode: string };
	const read = { abi, codec: new Interface(abi), bytecode };
	known.set(name, read);
	return read;
}

/** Creates the contract as `deployer`. */
export function factoryOf(name: string, deployer: ContractRunner): ContractFactory {
	const { abi, bytecode } = artifact(name);
	return new ContractFactory(abi, bytecode, deployer);
}

/** The bytes that create the contract: its code and its constructor's arguments. */
export function initCode(name: ContractName, args: readonly unknown[]): string {
	const { codec, bytecode } = artifact(name);
	return bytecode + codec.encodeDeploy(args).slice(2);
}
