import type { Contract } from "ethers";
import type { Address } from "../../functions/core/hex.ts";
import type { Token } from "../../functions/core/stage.ts";
import { addressOf, deployInto } from "./revenue.ts";
import type { World } from "./world.ts";

export const USD = 10n ** 6n;

/** A token that earns ETH and dollars, of which each is a thousandth of an ether; the world's holders have it in even parts, and are pushed. */
export async function deployDollarShare(world: World): Promise<{ usd: Contract; share: Contract; token: Token }> {
	await world.mine();
	const usd = await deployInto(world, "TestAsset", "USD", 6);
	const asset: Address = await addressOf(usd);
	const startBlock = await world.provider.getBlockNumber();
	const share = await deployInto(world, "RevenueShareToken", {
		name: "Share",
		symbol: "S",
		contractURI: "",
		holders: world.holders.map(({ address }) => address),
		amounts: world.holders.map(() => 10n ** 20n),
		treasury: await world.operator.getAddress(),
		forwarder: world.forwarder.target,
		claimShareBps: 8_000,
		firstSnapshotAt: 0n,
		snapshotInterval: 1,
		claimWindow: 30 * 86_400,
		minRevenueWei: 10n ** 18n,
		assets: [{ token: asset, minRevenue: 100n * USD }],
		nonEarning: [],
	});
	const token: Token = {
		...(world.ports.tokens[0] as Token),
		id: "share",
		address: await addressOf(share),
		startBlock,
		payout: "push",
		prices: [{ address: asset, weiPerEther: 10n ** 27n }],
	};
	return { usd, share, token };
}
