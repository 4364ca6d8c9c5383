import { type Address, type Hex, toAddress } from "./hex.ts";
import type { Call, CallResult } from "./ports/chain.ts";

/** Code that returns the storage word which the call's data names: a call under this override reads any contract. */
const STORAGE_READER: Hex = "0x6000355460005260206000f3";
/** EIP-1967: the slots of an implementation and of a beacon. */
const IMPLEMENTATION: Hex = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
const BEACON: Hex = "0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50";
const minimalProxy = /^0x363d3d373d3d3d363d73([0-9a-f]{40})5af43d82803e903d91602b57fd5bf3$/i;

export interface CodeProxy {
	kind: "EIP-1167" | "EIP-1967";
	/** Where its code is; of a beacon proxy, its beacon. */
	implementation: Address;
}

/** The calls whose answers `readProxy` takes. */
export const storageCalls = (contract: Address): Call[] =>
	[IMPLEMENTATION, BEACON].map((data) => ({ to: contract, data, override: { [contract]: STORAGE_READER } }));

/** Whose code a contract runs; undefined: its own. */
export function readProxy(code: Hex, stored: readonly CallResult[]): CodeProxy | undefined {
	const minimal = minimalProxy.exec(code)?.[1];
	if (minimal) return { kind: "EIP-1167", implementation: toAddress(`0x${minimal}`) };
	for (const result of stored) {
		const word = result.ok && result.returned.length === 66 ? BigInt(result.returned) : 0n;
		if (word > 0n && word < 2n ** 160n)
			return { kind: "EIP-1967", implementation: toAddress(`0x${word.toString(16).padStart(40, "0")}`) };
	}
	return undefined;
}
