import { Contract, id, type Log, toBeHex, ZeroAddress } from "ethers";
import { artifact, type ContractName } from "./artifact.ts";
import { creation, type Deployer, reasonWithoutUrl } from "./deployer.ts";
import type { LaunchConfig } from "./launch-config.ts";
import { type Addresses, firstSnapshotAtSec } from "./launch-plan.ts";
import type { LaunchRecord } from "./launch-record.ts";

const BPS = 10_000;
type Expectation = [call: string, args: readonly unknown[], expected: unknown];

/** Asks every deployed contract for every term it was given; gives the differences, one a line. */
export async function readBack(
	config: LaunchConfig,
	deployer: Deployer,
	at: Addresses,
	record: LaunchRecord,
): Promise<string[]> {
	const { token, router, gasTank, verifier, collection, offering, treasury } = config;
	const weth = config.weth ?? ZeroAddress;
	const differences: string[] = [];
	const check = async (name: keyof Addresses, contract: ContractName, expectations: Expectation[]): Promise<void> => {
		const target = new Contract(at[name] ?? ZeroAddress, artifact(contract).codec, deployer.provider);
		for (const [call, args, expected] of expectations) {
			const actual = await target
				.getFunction(call)(...args)
				.catch(reasonWithoutUrl);
			if (plain(actual) !== plain(expected))
				differences.push(`${name}.${call}(${args.join(", ")}) is ${plain(actual)}, expected ${plain(expected)}`);
		}
	};

	const { chainId } = await deployer.provider.getNetwork();
	await check("forwarder", "ERC2771Forwarder", [
		["eip712Domain", [], ["0x0f", config.forwarder.name, "1", chainId, at.forwarder, `0x${"0".repeat(64)}`, []]],
	]);
	const supply = token.allocations.reduce((sum, { amount }) => sum + amount, offering.stock);
	await check("token", "RevenueShareToken", [
		["name", [], token.name],
		["symbol", [], token.symbol],
		["contractURI", [], token.contractURI],
		["treasury", [], treasury],
		["trustedForwarder", [], at.forwarder],
		["claimShareBps", [], token.claimShareBps],
		["firstSnapshotAt", [], firstSnapshotAtSec(config, record.deadlineSec)],
		["snapshotInterval", [], token.snapshotIntervalSec],
		["claimWindow", [], token.claimWindowSec],
		["assets", [], [ZeroAddress, ...token.assets.map((asset) => asset.token)]],
		["minRevenue", [ZeroAddress], token.minRevenueWei || 1n],
		...token.assets.map((asset): Expectation => ["minRevenue", [asset.token], asset.minRevenue || 1n]),
		...[at.offering, ...token.nonEarning].map((account): Expectation => ["earnsRevenue", [account], false]),
		["supportsInterface", ["0xed7b2e4e"], true],
	]);
	await checkSupply();
	await check("offering", "ModelOffering", [
		["token", [], at.token],
		["treasury", [], treasury],
		["stock", [], offering.stock],
		["target", [], offering.targetWei],
		["deadline", [], record.deadlineSec],
	]);
	if (gasTank)
		await check("gasTank", "GasTank", [
			["owner", [], gasTank.owner],
			["surplusTo", [], at.token],
			["refillPeriod", [], gasTank.refillPeriodSec],
			["target", [], gasTank.targetWei],
		]);
	await check("router", "RevenueRouter", [
		["token", [], at.token],
		["weth", [], weth],
		["treasury", [], treasury],
		["gasTank", [], at.gasTank ?? ZeroAddress],
		["gasTankBps", [], router.gasTankBps],
		["shares", [], router.shares.map(({ recipient, bps }) => [recipient, bps])],
		...[ZeroAddress, ...token.assets.map((asset) => asset.token)].map((a): Expectation => ["isListed", [a], true]),
	]);
	if (typeof verifier !== "string")
		await check("verifier", "OptimisticVerifier", [
			["arbiter", [], verifier.arbiter],
			["treasury", [], treasury],
			["bond", [], verifier.bondWei],
			["challengeWindow", [], verifier.challengeWindowSec],
			["resolveWindow", [], verifier.resolveWindowSec],
		]);
	await check("collection", "InferenceCollection", [
		["name", [], collection.name],
		["symbol", [], collection.symbol],
		["owner", [], collection.owner],
		["router", [], at.router],
		["verifier", [], at.verifier],
		["mintFee", [], collection.mintFeeWei],
		["royaltyInfo", [0, BPS], [at.router, collection.royaltyBps]],
		["minCommitAge", [], collection.minCommitAgeSec],
		["maxCommitAge", [], collection.maxCommitAgeSec],
		["supportsInterface", ["0x702c55a6"], true],
	]);
	if (at.claimMandate)
		await check("claimMandate", "ClaimMandate", [
			["MANDATE_TYPEHASH", [], id("Mandate(address account,address token,uint256 nonce,uint256 expiry)")],
			["supportsInterface", ["0x1626ba7e"], true],
		]);
	return differences;

	/** Balances move, so the shares are read where they were given out: in the token's own creation. */
	async function checkSupply(): Promise<void> {
		const made = record.contracts.token && (await creation(deployer, record.contracts.token));
		const { codec } = artifact("RevenueShareToken");
		const minted = (made?.receipt.logs ?? [])
			.filter((log: Log) => log.topics[0] === codec.getEvent("Transfer")?.topicHash)
			.map((log: Log) => codec.parseLog(log)?.args);
		const expected = [[at.offering, offering.stock], ...token.allocations.map((one) => [one.account, one.amount])];
		const actual = minted.map((args) => [args?.to, args?.value]);
		if (plain(actual) !== plain(expected)) differences.push(`token gave out ${plain(actual)}, not ${plain(expected)}`);
		const sum = minted.reduce((total, args) => total + (args?.value as bigint), 0n);
		if (sum !== supply) differences.push(`token's first supply is ${sum}, expected ${supply}`);
	}
}

/** One text for what ethers answers and what a configuration says. */
function plain(value: unknown): string {
	if (Array.isArray(value) || isList(value)) return `[${[...(value as Iterable<unknown>)].map(plain).join(", ")}]`;
	if (typeof value === "number" || typeof value === "bigint") return BigInt(value).toString();
	if (typeof value === "string" && /^0x0*[0-9a-f]{1,2}$/.test(value)) return toBeHex(BigInt(value));
	return String(value);
}
const isList = (value: unknown): boolean => typeof value === "object" && value !== null && Symbol.iterator in value;
