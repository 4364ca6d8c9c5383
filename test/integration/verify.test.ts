import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readBooks, readGround, readPayments } from "../../functions/app/operator/read-ground.ts";
import { makeStatement, type Statement, toFile } from "../../functions/core/statement.ts";
import { imoRelay } from "../given/cli.ts";
import { carry, holderAt, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const KEPT_STATES = 20;
let world: World;
let folder: string;
let url: string;
let payments: Awaited<ReturnType<typeof readPayments>>["payments"];
let ground: Awaited<ReturnType<typeof readGround>>;
let books: Awaited<ReturnType<typeof readBooks>>["books"];
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "imo-relay-verify-"));
	world = await startWorld(2, KEPT_STATES);
	url = world.provider._getConnection().url;
	await world.earnAndSnapshot(10n ** 18n);
	for (const n of [0, 1]) {
		await world.accept(holderAt(world, n), "on-behalf");
		await carry(world);
	}
	ground = await readGround(world.ports, TOKEN_ID);
	const { startBlock: fromBlock, finalized } = ground;
	({ payments } = await readPayments(world.ports, { tokenId: TOKEN_ID, fromBlock, toBlock: finalized.number }));
	({ books } = await readBooks(world.ports, { tokenId: TOKEN_ID, blockHash: finalized.hash }));
	for (let n = 0; n < 2 * KEPT_STATES; n++) await world.mine(); // no state is left of the statement's block
}, 90_000);
afterAll(async () => {
	await world.stop();
	rmSync(folder, { recursive: true });
});

function fileOf(statement: Statement, tokenId = TOKEN_ID): string {
	const file = join(folder, "statement.json");
	writeFileSync(file, JSON.stringify(toFile(statement)).replace(JSON.stringify(TOKEN_ID), JSON.stringify(tokenId)));
	return file;
}
const verify = (file: string) => imoRelay(["statement", "verify", file, "--rpc", url]);
const statementFrom = (fromBlock: number): Statement => {
	const { name, chainId, address, finalized } = ground;
	const kept = payments.filter(({ blockNumber }) => blockNumber >= fromBlock);
	const claimed = (snapshotId: bigint, asset: string): bigint =>
		kept.reduce((sum, one) => (one.snapshotId === snapshotId && one.asset === asset ? sum + one.amount : sum), 0n);
	const cooked = books.map((book) => ({ ...book, claimed: claimed(book.snapshotId, book.asset) }));
	const about = { tokenId: TOKEN_ID, name, chainId, token: address, fromBlock, block: finalized };
	return makeStatement(about, kept, cooked);
};

test("a statement whose first payments are left out fails by any node, also one without old state", async () => {
	const whole = await verify(fileOf(statementFrom(ground.startBlock)));
	expect([payments.length, whole.exit]).toEqual([2, 0]);
	const cut = await verify(fileOf(statementFrom((payments[0]?.blockNumber ?? 0) + 1)));
	expect(cut.exit).toBe(1);
	expect(cut.out).toContain("wrong it begins with the token");
}, 60_000);

test("what is no statement is said so, and a folder is no file", async () => {
	const odd = await verify(fileOf(statementFrom(ground.startBlock), "Open LM"));
	expect([odd.exit, odd.out]).toEqual([1, expect.stringContaining("wrong it is a statement")]);
	expect(await verify(folder)).toMatchObject({ exit: 2, err: expect.stringContaining("there is no file") });
}, 60_000);
