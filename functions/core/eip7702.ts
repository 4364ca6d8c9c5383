import { type Address, type Hex, toAddress } from "./hex.ts";

/** EIP-7702's designator: 0xef0100 and the delegate's 20 bytes. */
const designator = /^0xef0100([0-9a-f]{40})$/i;

/** The contract that an account's code delegates to; undefined: no code, or a contract's own. */
export function delegateOf(code: Hex): Address | undefined {
	const delegate = designator.exec(code)?.[1];
	return delegate === undefined ? undefined : toAddress(`0x${delegate}`);
}

/** The code of an account that delegates to that contract. */
export const delegationCode = (delegate: Address): Hex => `0xef0100${delegate.slice(2).toLowerCase()}`;
