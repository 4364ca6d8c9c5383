import { zeroPadValue } from "ethers";
import type { Books } from "../../../core/books.ts";
import type { AssetAmount } from "../../../core/claim.ts";
import type { Log } from "../../../core/contract.ts";
import { type Address, ETH, type Hex } from "../../../core/hex.ts";
import type { HistoryEvent } from "../../../core/history.ts";
import type { At, Chain, StateAt } from "../../../core/ports/chain.ts";
import type { Dialect, Due } from "../../../core/ports/dialect.ts";
import { readRevenueLogs, revenueTopics } from "../../../core/revenue-logs.ts";
import { forwarder as forwarderAbi } from "../../../core/routes/forwarder.ts";
import { token as abi, paymentsOf } from "../../../core/routes/token-calls.ts";
import type { Token } from "../../../core/stage.ts";
import type { Domain } from "../../../core/typed-data.ts";
import { idsDownFrom, isContractsFault, newestBelow, once, returnedOf } from "./reads.ts";

/** Snapshots that a holder's due is looked up of at a time, and how often that is at most, unless asked for. */
const PAGE = 50;
const MOST_PAGES = 20;

/** Our own RevenueShareToken. */
export function imoRelayDialect(chain: Chain, token: Token): Dialect {
	const to = token.address;
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
	const dueOf = async (holder: Address, at: At, ids: readonly bigint[]): Promise<Due[]> => {
		const listed = await assets();
		const amounts = await read(
			at,
			...ids.map((id) => abi.encode("claimableRevenue", [holder, id])),
			...ids.flatMap((id) => listed.map((asset) => abi.encode("claimableERC20", [holder, id, asset]))),
		);
		const owing = ids
			.map((snapshotId, index) => ({
				snapshotId,
				amountWei: abi.decode("claimableRevenue", amounts[index] as Hex)[0],
				assets: listed
					.map((asset, nth): AssetAmount => {
						const raw = amounts[ids.length + index * listed.length + nth];
						return { asset, amount: abi.decode("claimableERC20", raw as Hex)[0] };
					})
					.filter(({ amount }) => amount > 0n),
			}))
			.filter((one) => one.amountWei > 0n || one.assets.length > 0);
		const infos = await read(at, ...owing.map(({ snapshotId }) => info(snapshotId)));
		return owing.map((one, index) => ({ ...one, expiresAtSec: Number(readInfo(infos[index]).expiresAt) }));
	};
	const domain = once(async (): Promise<Domain> => {
		const [raw] = await read("latest", abi.encode("eip712Domain", []));
		const [, name, version] = abi.decode("eip712Domain", raw as Hex);
		return { name, version, chainId: chain.chainId, verifyingContract: to };
	});

	return {
		name: "imo-relay",
		routes: [...(token.forwarder ? (["forwarder"] as const) : []), "on-behalf", "contract-account", "mandate"],
		state: async (at) => {
			const [[id, pending, next, minimum, supply], listed] = await Promise.all([
				read(
					at,
					abi.encode("currentSnapshotId", []),
					abi.encode("pendingRevenue", [ETH]),
					abi.encode("nextSnapshotAt", []),
					abi.encode("minRevenue", [ETH]),
					abi.encode("totalSupply", []),
				),
				assets(),
			]);
			const currentSnapshotId = abi.decode("currentSnapshotId", id as Hex)[0];
			// An id that no snapshot has yet answers with zeros.
			const [last, ...ofAssets] = await read(
				at,
				info(currentSnapshotId),
				...listed.flatMap((asset) => [abi.encode("pendingRevenue", [asset]), abi.encode("minRevenue", [asset])]),
			);
			return {
				currentSnapshotId,
				pendingWei: abi.decode("pendingRevenue", pending as Hex)[0],
				pendingAssets: listed
					.map((asset, nth) => ({
						asset,
						amount: abi.decode("pendingRevenue", ofAssets[2 * nth] as Hex)[0],
						minimum: abi.decode("minRevenue", ofAssets[2 * nth + 1] as Hex)[0],
					}))
					.filter(({ amount }) => amount > 0n),
				nextSnapshotAtSec: Number(abi.decode("nextSnapshotAt", next as Hex)[0]),
				lastSnapshotAtSec: Number(readInfo(last).takenAt),
				minRevenueWei: abi.decode("minRevenue", minimum as Hex)[0],
				totalSupply: abi.decode("totalSupply", supply as Hex)[0],
			};
		},
		snapshots: async (limit, before) => {
			const listed = [ETH, ...(await assets())];
			const ids = idsDownFrom(newestBelow(await currentId("latest"), before), limit);
			const revenue = (id: bigint): Hex[] => listed.map((asset) => abi.encode("snapshotRevenue", [id, asset]));
			const raw = await read("latest", ...ids.flatMap((id) => [info(id), ...revenue(id)]));
			const all = ids.map((id, at) => {
				const [told, ...ofAssets] = raw.slice(at * (1 + listed.length), (at + 1) * (1 + listed.length));
				const { timepoint, takenAt, expiresAt } = readInfo(told);
				const [inEth, ...rest] = ofAssets.map((one, nth) => {
					const [claimable, claimed] = abi.decode("snapshotRevenue", one);
					return { asset: listed[nth] as Address, claimable, claimed };
				});
				return {
					id,
					timepointSec: Number(timepoint),
					takenAtSec: Number(takenAt),
					expiresAtSec: Number(expiresAt),
					claimableWei: inEth?.claimable ?? 0n,
					claimedWei: inEth?.claimed ?? 0n,
					assets: rest.filter(({ claimable }) => claimable > 0n),
				};
			});
			// Of one that was just taken, a node that is behind says nothing yet.
			return all.filter(({ takenAtSec }) => takenAtSec > 0);
		},
		due: async (holder, at, snapshotIds) => {
			const pages: Due[][] = [];
			if (snapshotIds) {
				const known = snapshotIds.filter((id) => id > 0n);
				for (let from = 0; from < known.length; from += PAGE)
					pages.push(await dueOf(holder, at, known.slice(from, from + PAGE)));
				return pages.flat();
			}
			const newest = await currentId(at);
			for (let from = newest; from > 0n && pages.length < MOST_PAGES; from -= BigInt(PAGE)) {
				const ids = idsDownFrom(from, PAGE).reverse();
				const [oldest] = ids as [bigint];
				const [page, [end, last]] = await Promise.all([
					dueOf(holder, at, ids),
					oldest > 1n ? read(at, info(oldest), info(newest)) : [],
				]);
				pages.unshift(page);
				// What had ended when the newest was taken is not open, nor is anything before it.
				if (end && readInfo(end).expiresAt < readInfo(last).takenAt) break;
			}
			return pages.flat();
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
			const { logs, ...place } = await chain.logStep({ address: to, topics: revenueTopics(), fromBlock, toBlock });
			return { ...readRevenueLogs(token.id, logs), ...place };
		},
		books: async (blockHash, outflows) => {
			const at = { blockHash };
			const listed = await assets();
			const ids = idsDownFrom(await currentId(at), Number.MAX_SAFE_INTEGER);
			const ofAsset = async (asset: Address): Promise<Books | Address> => {
				const results = await chain.calls(
					[
						{ to, data: abi.encode("pools", [asset]) },
						...(asset === ETH ? [] : [{ to: asset, data: abi.encode("balanceOf", [to]) }]),
						...ids.map((id) => ({ to, data: abi.encode("snapshotRevenue", [id, asset]) })),
					],
					at,
				);
				// An ERC-20 is a stranger's code, which may break; it must not hide what becomes of the others.
				if (asset !== ETH && results.some(isContractsFault)) return asset;
				const [pools, ...rest] = results.map(returnedOf);
				const [claimPool, redeemPool] = abi.decode("pools", pools as Hex);
				const held = asset === ETH ? await chain.balanceWei(to, at) : abi.decode("balanceOf", rest.shift() as Hex)[0];
				const claimed = rest.reduce((sum, raw) => sum + abi.decode("snapshotRevenue", raw)[1], 0n);
				return {
					asset,
					held,
					reserved: claimPool + redeemPool,
					paid: claimed + (outflows[asset] ?? 0n),
					tellsAtOnce: asset === ETH,
				};
			};
			const read = await Promise.all([ETH, ...listed].map(ofAsset));
			return {
				books: read.filter((one) => typeof one !== "string"),
				unreadable: read.filter((one) => typeof one === "string"),
			};
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
