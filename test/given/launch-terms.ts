import { readFileSync } from "node:fs";
import { parseEther, Wallet } from "ethers";
import { toAddress } from "../../functions/core/hex.ts";
import { ANVIL_CHAIN_ID, ANVIL_KEYS } from "../../infra/local/anvil.ts";

export const DAY = 86_400;
export const MINT_FEE = parseEther("0.1");
export const TARGET = parseEther("10");
export const STOCK = 700_000_000n * 10n ** 18n;
export const TEAM_SHARE = 300_000_000n * 10n ** 18n;
export const treasury = toAddress(Wallet.createRandom().address);

const example = JSON.parse(readFileSync("contracts/script/launch.example.json", "utf8"));
/** What a launch file says, on anvil, of the lane and the team at these addresses. */
export const launchTerms = (weth: string, team: string, lane: string) => ({
	...example,
	chainId: ANVIL_CHAIN_ID,
	treasury,
	weth,
	token: {
		...example.token,
		claimShareBps: 8_000,
		snapshotIntervalSec: 60,
		claimWindowSec: 30 * DAY,
		minRevenueWei: "1000",
		allocations: [{ account: team, amount: `${TEAM_SHARE}` }],
	},
	gasTank: {
		...example.gasTank,
		owner: new Wallet(ANVIL_KEYS[0]).address,
		targetWei: `${parseEther("0.05")}`,
		lanes: [{ address: lane, targetWei: `${parseEther("0.02")}` }],
	},
	router: { gasTankBps: 500, shares: [{ recipient: team, bps: 1_000 }] },
	collection: { ...example.collection, mintFeeWei: `${MINT_FEE}`, royaltyBps: 500, minCommitAgeSec: 10 },
	offering: { stock: `${STOCK}`, targetWei: `${TARGET}`, openForSec: DAY, claimPeriodSec: DAY },
});
