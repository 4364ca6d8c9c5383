import { zeroPadValue } from "ethers";
import type { Books } from "../../../core/books.ts";
import type { AssetAmount } from "../../../core/claim.ts";
import type { Log } from "../../../core/contract.ts";
import { type Address, ETH, type Hex } from "../../../core/hex.ts";
import type { HistoryEvent } from "../../../core/history.ts";
import type { Chain, StateAt } from "../../../core/ports/chain.ts";
import type { Dialect } from "../../../core/ports/dialect.ts";
import { readRevenueLogs, revenueTopics } from "../../../core/revenue-logs.ts";
import { forwarder as forwarderAbi } from "../../../core/routes/forwarder.ts";
import { token as abi, paymentsOf } from "../../../core/routes/token-calls.ts";
import type { Token } from "../../../core/stage.ts";
import type { Domain } from "../../../core/typed-data.ts";
import { idsDownFrom, once, returnedOf } from "./reads.ts";

/** How many snapshots back a holder's due is looked up unless asked for. */
const LOOK_BACK = 50n;

/** Our own RevenueShareToken. */
export function imoRelayDialect(chain: Chain, token: Token): Dialect {
	const to = token.address;
	const heldOf = async (asset: Address, at: StateAt): Promise<bigint> => {
		const [result] = await chain.calls([{ to: asset, data: abi.encode("balanceOf", [to]) }], at);
		return abi.decode("balanceOf", returnedOf(result))[0];
	};
	const read = async (at: StateAt, ...datas: Hex[]): Promise<Hex[]> =>
		(
			await chain.calls(
				datas.map((data) => ({ to, data })),
				at,
			)
		).map(returnedOf);
	const currentId = async (at: StateAt): Promise<bigint> => {
		const [raw] = await read(at, abi.encode("currentSnapshotId", []));
		return abi.decode("currentSnapshotId", raw as Hex)[0];
	};
	const info = (id: bigint): Hex => abi.encode("snapshotInfo", [id]);
	const readInfo = (raw: Hex | undefined) => abi.decode("snapshotInfo", raw as Hex)[0];

	/** Its listed ERC-20s; they never change. */
	const assets = once(async (): Promise<Address[]> => {
		const [raw] = await read("latest", abi.encode("assets", []));
		return abi.decode("assets", raw as Hex)[0].filter((one) => one !== ETH);
	});
	const domain = once(async (): Promise<Domain> => {
		const [raw] = await read("latest", abi.encode("eip712Domain", []));
		const [, name, version] = abi.decode("eip712Domain", raw as Hex);
		return { name, version, chainId: chain.chainId, verifyingContract: to };
	});

	return {
		name: "imo-relay",
		routes: [...(token.forwarder ? (["forwarder"] as const) : []), "on-behalf", "contract-account", "mandate"],
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
			const listed = await assets();
			const amounts = await read(
				at,
				...known.map((id) => abi.encode("claimableRevenue", [holder, id])),
				...known.flatMap((id) => listed.map((asset) => abi.encode("claimableERC20", [holder, id, asset]))),
			);
			const owing = known
				.map((snapshotId, index) => ({
					snapshotId,
					amountWei: abi.decode("claimableRevenue", amounts[index] as Hex)[0],
					assets: listed
						.map((asset, nth): AssetAmount => {
							const raw = amounts[known.length + index * listed.length + nth];
							return { asset, amount: abi.decode("claimableERC20", raw as Hex)[0] };
						})
						.filter(({ amount }) => amount > 0n),
				}))
				.filter((one) => one.amountWei > 0n || one.assets.length > 0);
			const infos = await read(at, ...owing.map(({ snapshotId }) => info(snapshotId)));
			return owing.map((one, index) => ({ ...one, expiresAtSec: Number(readInfo(infos[index]).expiresAt) }));
		},
		forwarderNonce: async (holder, at) => {
			if (!token.forwarder) throw new Error(`${token.id} has no forwarder`);
			const data = forwarderAbi.encode("nonces", [holder]);
			const [result] = await chain.calls([{ to: token.forwarder.address, data }], at);
			return forwarderAbi.decode("nonces", returnedOf(result))[0];
		},
		consentNonce: async (holder, at) => {
			const [raw] = await read(at, abi.encode("nonces", [holder]));
			return abi.decode("nonces", raw as Hex)[0];
		},
		consentDomain: domain,
		paymentsIn: paymentsOf,
		inflows: async (fromBlock, toBlock) => {
			const { logs, ...place } = await chain.logStep({ address: to, topics: revenueTopics, fromBlock, toBlock });
			return { ...readRevenueLogs(token.id, logs), ...place };
		},
		books: async (blockHash, outflows) => {
			const at = { blockHash };
			const listed = await assets();
			const ids = idsDownFrom(await currentId(at), Number.MAX_SAFE_INTEGER);
			const ofAsset = async (asset: Address): Promise<Books> => {
				const [pools, ...revenues] = await read(
					at,
					abi.encode("pools", [asset]),
					...ids.map((id) => abi.encode("snapshotRevenue", [id, asset])),
				);
				const [claimPool, redeemPool] = abi.decode("pools", pools as Hex);
				const claimed = revenues.reduce((sum, raw) => sum + abi.decode("snapshotRevenue", raw)[1], 0n);
				const held = asset === ETH ? chain.balanceWei(to, at) : heldOf(asset, at);
				return {
					asset,
					held: await held,
					reserved: claimPool + redeemPool,
					paid: claimed + (outflows[asset] ?? 0n),
					tellsAtOnce: asset === ETH,
				};
			};
			return Promise.all([ETH, ...listed].map(ofAsset));
		},
		history: async (fromBlock, toBlock) => {
			const names = ["RevenueReceived", "SnapshotTaken", "Claimed"] as const;
			const { logs, ...place } = await chain.logStep({ address: to, topics: names.map(abi.topic), fromBlock, toBlock });
			return { events: historyOf(logs), ...place };
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
		expiring: () => [], // by time, not by count
		snapshotCall: () => ({ to, data: abi.encode("snapshot", []) }),
		snapshotTaken: (receipt) =>
			abi.events(
				"SnapshotTaken",
				receipt.logs.filter((log) => log.address === to),
			)[0]?.args.snapshotId,
	};
}

/** Inflows, snapshots and payouts among a token's logs, in the order of the chain. */
function historyOf(logs: readonly Log[]): HistoryEvent[] {
	const at = ({ blockNumber, logIndex, transactionHash }: Log) => ({ blockNumber, logIndex, transactionHash });
	const events: HistoryEvent[] = [
		...abi.events("RevenueReceived", logs).map(({ args: { asset, amount, source }, log }) => ({
			kind: "inflow" as const,
			...{ asset, amount, source },
			...at(log),
		})),
		...abi.events("SnapshotTaken", logs).map(({ args: { snapshotId }, log }) => ({
			kind: "snapshot" as const,
			snapshotId,
			...at(log),
		})),
		...abi.events("Claimed", logs).map(({ args: { account, snapshotId, asset, amount }, log }) => ({
			kind: "payout" as const,
			holder: account,
			...{ snapshotId, asset, amount },
			...at(log),
		})),
	];
	return events.toSorted((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
}
