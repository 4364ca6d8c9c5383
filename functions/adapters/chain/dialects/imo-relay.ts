import { zeroPadValue } from "ethers";
import { erc2771ForwarderAbi } from "../../../core/abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "../../../core/abi/revenue-share-token.ts";
import { contract } from "../../../core/contract.ts";
import { Fault } from "../../../core/fault.ts";
import { paymentsOf } from "../../../core/forward.ts";
import { ETH, type Hex } from "../../../core/hex.ts";
import type { At, CallResult, Chain } from "../../../core/ports/chain.ts";
import type { Dialect } from "../../../core/ports/dialect.ts";
import type { Token } from "../../../core/stage.ts";

const abi = contract(revenueShareTokenAbi);
const forwarderAbi = contract(erc2771ForwarderAbi);
/** How many snapshots back a holder's due is looked up unless asked for. */
const LOOK_BACK = 50n;

/** Our own RevenueShareToken. */
export function imoRelayDialect(chain: Chain, token: Token): Dialect {
	const to = token.address;
	const read = async (at: At, ...datas: Hex[]): Promise<Hex[]> =>
		(
			await chain.calls(
				datas.map((data) => ({ to, data })),
				at,
			)
		).map(returnedOf);
	const currentId = async (at: At): Promise<bigint> => {
		const [raw] = await read(at, abi.encode("currentSnapshotId", []));
		return abi.decode("currentSnapshotId", raw as Hex)[0];
	};
	const info = (id: bigint): Hex => abi.encode("snapshotInfo", [id]);
	const readInfo = (raw: Hex | undefined) => abi.decode("snapshotInfo", raw as Hex)[0];

	return {
		state: async (at) => {
			const [id, pending, next, minimum, supply] = await read(
				at,
				abi.encode("currentSnapshotId", []),
				abi.encode("pendingRevenue", [ETH]),
				abi.encode("nextSnapshotAt", []),
				abi.encode("minRevenue", [ETH]),
				abi.encode("totalSupply", []),
			);
			const currentSnapshotId = abi.decode("currentSnapshotId", id as Hex)[0];
			const last = currentSnapshotId > 0n ? readInfo((await read(at, info(currentSnapshotId)))[0]) : undefined;
			return {
				currentSnapshotId,
				pendingWei: abi.decode("pendingRevenue", pending as Hex)[0],
				nextSnapshotAtSec: Number(abi.decode("nextSnapshotAt", next as Hex)[0]),
				lastSnapshotAtSec: Number(last?.takenAt ?? 0n),
				minRevenueWei: abi.decode("minRevenue", minimum as Hex)[0],
				totalSupply: abi.decode("totalSupply", supply as Hex)[0],
			};
		},
		snapshots: async (limit, before) => {
			const newest = before === undefined ? await currentId("latest") : before - 1n;
			const ids = idsDownFrom(newest, limit);
			const raw = await read("latest", ...ids.flatMap((id) => [info(id), abi.encode("snapshotRevenue", [id, ETH])]));
			return ids.map((id, at) => {
				const { timepoint, takenAt, expiresAt } = readInfo(raw[2 * at]);
				const [claimableWei, claimedWei] = abi.decode("snapshotRevenue", raw[2 * at + 1] as Hex);
				return {
					id,
					timepointSec: Number(timepoint),
					takenAtSec: Number(takenAt),
					expiresAtSec: Number(expiresAt),
					claimableWei,
					claimedWei,
				};
			});
		},
		due: async (holder, at, snapshotIds) => {
			const ids = snapshotIds ?? idsDownFrom(await currentId(at), Number(LOOK_BACK)).reverse();
			const known = snapshotIds ? ids.filter((id) => id > 0n) : ids;
			const amounts = await read(at, ...known.map((id) => abi.encode("claimableRevenue", [holder, id])));
			const owing = known
				.map((snapshotId, index) => ({
					snapshotId,
					amountWei: abi.decode("claimableRevenue", amounts[index] as Hex)[0],
				}))
				.filter(({ amountWei }) => amountWei > 0n);
			const infos = await read(at, ...owing.map(({ snapshotId }) => info(snapshotId)));
			return owing.map((one, index) => ({ ...one, expiresAtSec: Number(readInfo(infos[index]).expiresAt) }));
		},
		forwarderNonce: async (holder, at) => {
			const data = forwarderAbi.encode("nonces", [holder]);
			const [result] = await chain.calls([{ to: token.forwarder.address, data }], at);
			return forwarderAbi.decode("nonces", returnedOf(result))[0];
		},
		inflows: async (fromBlock, toBlock) => {
			const topics = [abi.topic("RevenueReceived")];
			const { logs, ...place } = await chain.logStep({ address: to, topics, fromBlock, toBlock });
			const inflows = abi.events("RevenueReceived", logs).map(({ args, log }) => ({
				tokenId: token.id,
				asset: args.asset,
				amount: args.amount,
				source: args.source,
				blockNumber: log.blockNumber,
				blockHash: log.blockHash,
				logIndex: log.logIndex,
				transactionHash: log.transactionHash,
			}));
			return { inflows, ...place };
		},
		payments: async (claim, fromBlock, toBlock) => {
			const { logs } = await chain.logs({
				address: to,
				topics: [abi.topic("Claimed")],
				indexed: zeroPadValue(claim.holder, 32) as Hex,
				fromBlock,
				toBlock,
			});
			const mine = logs.filter((log) => paymentsOf(claim, [log]).length > 0);
			const last = mine.at(-1);
			return { payments: paymentsOf(claim, mine), ...(last ? { receipt: last } : {}) };
		},
		snapshotCall: () => ({ to, data: abi.encode("snapshot", []) }),
		snapshotTaken: (receipt) =>
			abi.events(
				"SnapshotTaken",
				receipt.logs.filter((log) => log.address === to),
			)[0]?.args.snapshotId,
	};
}

/** Up to `limit` snapshot ids from `newest` down to 1. */
function idsDownFrom(newest: bigint, limit: number): bigint[] {
	const ids: bigint[] = [];
	for (let id = newest; id > 0n && ids.length < limit; id--) ids.push(id);
	return ids;
}

function returnedOf(result: CallResult | undefined): Hex {
	if (result?.ok && result.returned !== "0x") return result.returned;
	throw new Fault("rpc_unavailable", "the token does not answer as its dialect says", {
		token: result?.ok ? "no contract there" : (result?.message ?? "no answer"),
	});
}
