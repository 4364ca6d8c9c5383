import { artifact } from "./artifact.ts";
import type { Deployer } from "./deployer.ts";
import { type LaunchConfig, LaunchError } from "./launch-config.ts";
import { firstSnapshotAtSec, planLaunch } from "./launch-plan.ts";
import type { LaunchRecord } from "./launch-record.ts";

/** Storing a byte of code costs 200 gas; the rest is calldata, memory and constructors, generously. */
const GAS_PER_BYTE = 260n;
const GAS_PER_CONTRACT = 600_000n;
/** The token refuses a first snapshot that is further away. */
const MAX_FIRST_WAIT_SEC = 730 * 86_400;

/** Checks all that the chain can be asked before a wei is spent; throws with every problem at once. */
export async function preflight(config: LaunchConfig, deployer: Deployer, record: LaunchRecord): Promise<void> {
	const { provider, wallet } = deployer;
	const problems: string[] = [];
	const { chainId } = await provider.getNetwork();
	if (config.chainId !== undefined && BigInt(config.chainId) !== chainId)
		problems.push(`the node is on chain ${chainId}, the launch is for ${config.chainId}`);

	const contracts: [string, string | undefined][] = [
		["weth", config.weth],
		["forwarder.address", config.forwarder.address],
		["verifier", typeof config.verifier === "string" ? config.verifier : undefined],
		["claimMandate", config.claimMandate === "deploy" ? undefined : config.claimMandate],
		...config.token.assets.map(({ token }, at): [string, string] => [`token.assets.${at}`, token]),
	];
	for (const [where, address] of contracts)
		if (address && (await provider.getCode(address)) === "0x") problems.push(`${where}: ${address} has no code`);

	const missing = planLaunch(config, record.deadlineSec)
		.flat()
		.filter(({ name }) => record.contracts[name]?.block === undefined);
	const nowSec = (await provider.getBlock("latest"))?.timestamp ?? 0;
	if (missing.some(({ name }) => name === "offering") && record.deadlineSec <= nowSec)
		problems.push(`offering: its deadline ${record.deadlineSec} has passed, it is ${nowSec}`);
	const firstSec = firstSnapshotAtSec(config, record.deadlineSec);
	if (missing.some(({ name }) => name === "token") && firstSec > nowSec + MAX_FIRST_WAIT_SEC)
		problems.push(`offering: its deadline and claimPeriodSec allow no snapshot before ${firstSec}, over 730 days away`);
	const gas = missing.reduce((sum, { contract }) => {
		const bytes = BigInt(artifact(contract).bytecode.length / 2);
		return sum + GAS_PER_CONTRACT + bytes * GAS_PER_BYTE;
	}, 0n);
	const { maxFeePerGas, gasPrice } = await provider.getFeeData();
	const neededWei = gas * (maxFeePerGas ?? gasPrice ?? 0n);
	const heldWei = await provider.getBalance(wallet.address);
	if (heldWei < neededWei)
		problems.push(`${wallet.address} holds ${heldWei} wei; deploying may cost ${neededWei} (${gas} gas)`);
	if (problems.length > 0) throw new LaunchError(`launch ${config.id}`, problems);
}
