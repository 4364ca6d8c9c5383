import { Fault } from "../../core/fault.ts";
import type { Hex } from "../../core/hex.ts";
import { paidOutIn, paidTopic } from "../../core/payout-log.ts";
import type { CallResult } from "../../core/ports/chain.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { token as abi } from "../../core/routes/token-calls.ts";
import type { Token } from "../../core/stage.ts";
import { findDialect } from "../find-dialect.ts";
import { findToken } from "../find-token.ts";

/** Which token it is, when its first snapshot was taken (our own token's; absent: none yet), and up to where the chain is final. */
export async function readGround(ports: Ports, tokenId: string) {
	const token = findToken(ports, tokenId);
	const { id, name, chainId, address, dialect, startBlock } = token;
	const [finalized, [first]] = await Promise.all([
		ports.chain(chainId).block("finalized"),
		dialect === "imo-relay" ? ports.dialect(token).snapshots(1, 2n) : [],
	]);
	const firstSnapshotAtSec = first && first.takenAtSec > 0 ? { firstSnapshotAtSec: first.takenAtSec } : {};
	return { tokenId: id, name, chainId, address, dialect, startBlock, ...firstSnapshotAtSec, finalized };
}

/** The block at a height of the token's chain; absent: there is none yet. */
export async function readBlock(ports: Ports, given: { tokenId: string; blockNumber: number }) {
	const chain = ports.chain(findToken(ports, given.tokenId).chainId);
	if ((await chain.hashAt(given.blockNumber)) === undefined) return {};
	return { block: await chain.block(given.blockNumber) };
}

/** Only our own token logs what it receives and pays; fault `dialect_lacks`. */
export async function speaking(ports: Ports, tokenId: string): Promise<Token> {
	const token = findToken(ports, tokenId);
	const dialect = token.dialect === "auto" ? await findDialect(ports, token) : token.dialect;
	if (dialect === "imo-relay") return token;
	throw new Fault("dialect_lacks", undefined, { token: token.id, dialect: dialect ?? "unknown" });
}

/** Payments to holders, of as much of the range's beginning as one step reads. */
export async function readPayments(ports: Ports, given: { tokenId: string; fromBlock: number; toBlock: number }) {
	const { address, chainId } = await speaking(ports, given.tokenId);
	const { fromBlock, toBlock } = given;
	const { logs, lastBlock } = await ports
		.chain(chainId)
		.logStep({ address, topics: [paidTopic()], fromBlock, toBlock });
	return { payments: paidOutIn(logs), lastBlock };
}

/** What the token's own books hold at that block, by snapshot and asset; only what is not zero. */
export async function readBooks(ports: Ports, given: { tokenId: string; blockHash: Hex }) {
	const { address: to, chainId } = await speaking(ports, given.tokenId);
	const read = async (...datas: Hex[]): Promise<Hex[]> => {
		if (datas.length === 0) return [];
		const calls = datas.map((data) => ({ to, data }));
		return (await ports.chain(chainId).calls(calls, { blockHash: given.blockHash })).map(returned);
	};
	const [currentId, list] = await read(abi.encode("currentSnapshotId", []), abi.encode("assets", []));
	const [newest] = abi.decode("currentSnapshotId", currentId as Hex);
	const [assets] = abi.decode("assets", list as Hex);
	const keys = Array.from({ length: Number(newest) }, (_, at) => BigInt(at + 1)).flatMap((snapshotId) =>
		assets.map((asset) => ({ snapshotId, asset })),
	);
	const raw: Hex[] = [];
	for (let at = 0; at < keys.length; at += 100)
		raw.push(
			...(await read(
				...keys.slice(at, at + 100).map(({ snapshotId, asset }) => abi.encode("snapshotRevenue", [snapshotId, asset])),
			)),
		);
	const books = keys.map((key, at) => {
		const [claimable, claimed] = abi.decode("snapshotRevenue", raw[at] as Hex);
		return { ...key, claimable, claimed };
	});
	return { books: books.filter(({ claimable, claimed }) => claimable > 0n || claimed > 0n) };
}

function returned(result: CallResult): Hex {
	if (result.ok && result.returned !== "0x") return result.returned;
	throw new Fault("rpc_unavailable", undefined, { node: result.ok ? "no contract there" : result.message });
}
