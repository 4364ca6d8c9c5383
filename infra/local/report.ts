import { Contract, formatEther, type InterfaceAbi, type JsonRpcProvider } from "ethers";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import { ETH } from "../../functions/core/hex.ts";
import { get, type ShownClaim } from "./holder.ts";

export interface Report {
	inflows: unknown[];
	snapshots: unknown[];
	claims: {
		id: string;
		holder: string;
		snapshotIds: string[];
		state: string;
		transactionHash?: string;
		paidWei: string;
		gasUsed: string;
	}[];
	holders: { address: string; owedWei: string; beforeWei: string; afterWei: string; transactionCount: number }[];
	differences: string[];
}
export interface ReportInput {
	url: string;
	tokenId: string;
	provider: JsonRpcProvider;
	token: string;
	claimIds: readonly string[];
	before: ReadonlyMap<string, bigint>;
}

/** Collects a cycle's facts and compares each payment with what the chain itself says was owed. */
export async function reportOf({ url, tokenId, provider, token, claimIds, before }: ReportInput): Promise<Report> {
	const differences: string[] = [];
	const differs = (what: string, is: unknown, should: unknown): void => {
		if (is !== should) differences.push(`${what}: is ${is}, should be ${should}`);
	};
	const { inflows } = await get<{ inflows: { amount: string }[] }>(`${url}/v1/tokens/${tokenId}/inflows`);
	const { snapshots } = await get<{ snapshots: { id: string }[] }>(`${url}/v1/tokens/${tokenId}/snapshots`);
	const shown = await Promise.all(claimIds.map((id) => get<ShownClaim>(`${url}/v1/claims/${id}`)));
	const claims = shown.map(({ id, holder, snapshotIds, state, dueWei, outcome }) => {
		const paidWei = (outcome?.payments ?? []).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
		differs(`claim ${id}, state`, state, "settled");
		differs(`claim ${id}, paid`, paidWei, BigInt(dueWei));
		return {
			id,
			holder,
			snapshotIds,
			state,
			...(outcome ? { transactionHash: outcome.transactionHash } : {}),
			paidWei: paidWei.toString(),
			gasUsed: outcome?.gasUsed ?? "0",
		};
	});

	const onChain = new Contract(token, revenueShareTokenAbi as unknown as InterfaceAbi, provider);
	const read = (name: string, ...args: unknown[]) => onChain.getFunction(name)(...args);
	const holders: Report["holders"] = [];
	for (const [address, beforeWei] of before) {
		let owedWei = 0n;
		for (const { id } of snapshots) {
			const [claimable] = await read("snapshotRevenue", id, ETH);
			const { supply } = await read("snapshotInfo", id);
			owedWei += BigInt((claimable * (await read("earningBalanceAt", address, id))) / supply);
		}
		const afterWei = await provider.getBalance(address);
		const transactionCount = await provider.getTransactionCount(address);
		differs(`holder ${address}, grown by`, afterWei - beforeWei, owedWei);
		differs(`holder ${address}, own transactions`, transactionCount, 0);
		if (owedWei === 0n) differences.push(`holder ${address}: nothing was owed`);
		holders.push({
			address,
			owedWei: owedWei.toString(),
			beforeWei: beforeWei.toString(),
			afterWei: afterWei.toString(),
			transactionCount,
		});
	}
	const seenWei = inflows.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
	differs("revenue in the ledger", seenWei, await revenueOnChain(provider, token, [...holders]));
	if (snapshots.length < 2) differences.push(`there are ${snapshots.length} snapshots, at least 2 should be`);
	if (claims.length === 0) differences.push("there are no claims");
	return { inflows, snapshots, claims, holders, differences };
}

/** All that ever arrived at the token: what it holds now and what it paid out. */
async function revenueOnChain(provider: JsonRpcProvider, token: string, holders: Report["holders"]): Promise<bigint> {
	const paid = holders.reduce((sum, { afterWei, beforeWei }) => sum + BigInt(afterWei) - BigInt(beforeWei), 0n);
	return (await provider.getBalance(token)) + paid;
}

/** The report for people. */
export function printReport(report: Report, print: (line: string) => void): void {
	print("");
	print("holder                                      snapshots paid / owed, ETH                    own transactions");
	for (const { address, owedWei, beforeWei, afterWei, transactionCount } of report.holders) {
		const ids = report.claims.filter(({ holder }) => holder === address).flatMap(({ snapshotIds }) => snapshotIds);
		const amounts = `${formatEther(BigInt(afterWei) - BigInt(beforeWei))} / ${formatEther(owedWei)}`;
		print(`${address}  ${ids.join(",").padEnd(9)} ${amounts.padEnd(44)} ${transactionCount}`);
	}
	const gas = report.claims.map(({ gasUsed }) => BigInt(gasUsed));
	const mean = gas.length > 0 ? gas.reduce((sum, one) => sum + one, 0n) / BigInt(gas.length) : 0n;
	const { inflows, snapshots, claims, differences } = report;
	print(
		`${inflows.length} inflows, ${snapshots.length} snapshots, ${claims.length} claims at ${mean} gas each on average, paid by the lane`,
	);
	print(differences.length === 0 ? "every holder was paid to the wei" : `DIFFERENCES:\n  ${differences.join("\n  ")}`);
}
