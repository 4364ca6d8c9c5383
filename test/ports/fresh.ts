import { randomBytes } from "node:crypto";
import { type Address, type Hex, toAddress } from "../../functions/core/hex.ts";
import type { Store } from "../../functions/core/ports/ports.ts";

/** Gives the store under test, once it is open. */
export type Open = () => Store;

export const UINT_MAX = 2n ** 256n - 1n;
export const WORKERS = 20;
const text = (bytes: number): Hex => `0x${randomBytes(bytes).toString("hex")}`;

/** Names that no other test has, so that all may share a table. */
export const freshId = (): Hex => text(32);
export const freshName = (): string => `n${randomBytes(8).toString("hex")}`;
export const freshHolder = (): Address => toAddress(text(20));

/** Does the same thing so many times at once; how many of them got `true`. */
export async function wins(work: (n: number) => Promise<boolean>): Promise<number> {
	const done = await Promise.all(Array.from({ length: WORKERS }, (_, n) => work(n)));
	return done.filter((won) => won).length;
}
