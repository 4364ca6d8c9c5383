import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type MerkleDump, merkleTree, rootOf } from "../../functions/core/merkle.ts";

const path = join(import.meta.dirname, "../vectors/standard-merkle-tree.json");
const { dumps } = JSON.parse(readFileSync(path, "utf8")) as { dumps: MerkleDump[] };

describe("the tree is OpenZeppelin's", () => {
	test.each(dumps.map((dump) => [dump.values.length, dump] as const))("over %d rows, node for node", (_rows, dump) => {
		expect(
			merkleTree(
				dump.leafEncoding,
				dump.values.map(({ value }) => value),
			),
		).toEqual(dump);
	});
	test("and has no root without rows", () => {
		expect(rootOf(merkleTree(["uint256"], []))).toBeUndefined();
	});
	test("with the same root in any order of the rows", () => {
		const rows = (dumps.at(-1) as MerkleDump).values.map(({ value }) => value);
		const encoding = (dumps.at(-1) as MerkleDump).leafEncoding;
		expect(rootOf(merkleTree(encoding, rows.toReversed()))).toBe(rootOf(merkleTree(encoding, rows)));
	});
});
