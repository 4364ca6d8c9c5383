import { AbiCoder, concat, keccak256 } from "ethers";
import type { Hex } from "./hex.ts";

/** A tree as OpenZeppelin's `StandardMerkleTree` dumps it and loads it again. */
export interface MerkleDump {
	format: "standard-v1";
	leafEncoding: string[];
	tree: Hex[];
	values: { value: string[]; treeIndex: number }[];
}

const hashed = (...parts: Hex[]): Hex => keccak256(concat(parts)) as Hex;
/** Twice, so that no inner node can be taken for a leaf. */
const leafHash = (encoding: readonly string[], value: readonly string[]): Hex =>
	hashed(hashed(AbiCoder.defaultAbiCoder().encode(encoding, value) as Hex));
const pairHash = (a: Hex, b: Hex): Hex => (a < b ? hashed(a, b) : hashed(b, a));

/** OpenZeppelin's standard tree over ABI-encoded rows, in any order; without rows an empty one. */
export function merkleTree(leafEncoding: string[], rows: readonly string[][]): MerkleDump {
	const leaves = rows.map((value, at) => ({ at, hash: leafHash(leafEncoding, value) }));
	leaves.sort((a, b) => (a.hash < b.hash ? -1 : 1));
	const size = Math.max(2 * leaves.length - 1, 0);
	const tree = new Array<Hex>(size);
	const places = new Map<number, number>();
	for (const [nth, { at, hash }] of leaves.entries()) {
		tree[size - 1 - nth] = hash;
		places.set(at, size - 1 - nth);
	}
	for (let node = size - 1 - leaves.length; node >= 0; node--)
		tree[node] = pairHash(tree[2 * node + 1] as Hex, tree[2 * node + 2] as Hex);
	const values = rows.map((value, at) => ({ value, treeIndex: places.get(at) ?? 0 }));
	return { format: "standard-v1", leafEncoding, tree, values };
}

/** Undefined: the tree is empty. */
export const rootOf = ({ tree }: MerkleDump): Hex | undefined => tree[0];
