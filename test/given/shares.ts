import type { Contract, HDNodeWallet } from "ethers";
import { ETH } from "../../functions/core/hex.ts";
import type { Shares } from "../../infra/local/deploy.ts";

/** The first holder gets a million tokens, the second two, and so on. */
export const sharesOf = (holders: readonly HDNodeWallet[]): Shares => ({
	holders: holders.map(({ address }) => address),
	amounts: holders.map((_, at) => BigInt(at + 1) * 10n ** 24n),
});

/** All that the token's snapshots owe a holder in ETH, claimed or not: reckoned from what the token says of each. */
export async function owedIn(token: Contract, holder: string): Promise<bigint> {
	const read = (name: string, ...args: unknown[]) => token.getFunction(name)(...args);
	let sum = 0n;
	for (let id = BigInt(await read("currentSnapshotId")); id > 0n; id--) {
		const [claimable] = await read("snapshotRevenue", id, ETH);
		const { supply } = await read("snapshotInfo", id);
		sum += BigInt((claimable * (await read("earningBalanceAt", holder, id))) / supply);
	}
	return sum;
}
