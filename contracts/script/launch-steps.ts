import { getCreateAddress, keccak256 } from "ethers";
import { artifact, initCode } from "./artifact.ts";
import { call, create, creation, type Deployer, standing } from "./deployer.ts";
import { type LaunchConfig, LaunchError } from "./launch-config.ts";
import { type Addresses, givenAddresses, planLaunch, type Step } from "./launch-plan.ts";
import type { Journal, LaunchRecord } from "./launch-record.ts";
import { preflight } from "./preflight.ts";
import { readBack } from "./read-back.ts";

/**
 * Deploys what is not there yet and reads everything back. May be killed and run again at any point: each nonce and
 * each hash is on disk before its transaction leaves.
 */
export async function launch(
	config: LaunchConfig,
	deployer: Deployer,
	journal: Journal,
	say: (line: string) => void,
): Promise<LaunchRecord> {
	const record = journal.load() ?? (await begin(config, deployer));
	const save = (): void => journal.save(record);
	if (record.deployer !== deployer.wallet.address)
		throw new LaunchError(`launch ${config.id}`, [
			`begun by ${record.deployer}, whose nonces fix its addresses; this key is ${deployer.wallet.address}`,
		]);
	await preflight(config, deployer, record);
	const at = givenAddresses(config);
	for (const group of planLaunch(config, record.deadlineSec)) await deployGroup(group);
	for (const { address, targetWei } of config.gasTank?.lanes ?? []) await setLane(address, targetWei);

	const differences = await readBack(config, deployer, at, record);
	record.complete = differences.length === 0;
	save();
	if (!record.complete) throw new LaunchError("what is deployed differs from the configuration", differences);
	return record;

	async function deployGroup(group: readonly Step[]): Promise<void> {
		await reserve(group);
		for (const step of group) at[step.name] = recordOf(step.name).address;
		for (const step of group) await deployStep(step);
	}

	/** Gives a group its nonces, all in one write; anew when one of them went elsewhere. */
	async function reserve(group: readonly Step[]): Promise<void> {
		const known = group.flatMap(({ name }) => record.contracts[name] ?? []);
		const states = await Promise.all(known.map((step) => standing(deployer, step)));
		if (known.length === group.length && !states.includes("lost")) return;
		if (known.length > 0)
			say(`${group.map(({ name }) => name).join(" and ")} anew: a planned nonce was used elsewhere`);
		record.abandoned.push(...known.map(({ address }) => address));
		let nonce = await deployer.provider.getTransactionCount(deployer.wallet.address, "pending");
		for (const { name, contract } of group) {
			const address = getCreateAddress({ from: deployer.wallet.address, nonce });
			record.contracts[name] = { contract, address, nonce: nonce++, initCodeHash: "", hashes: [] };
		}
		save();
	}

	async function deployStep(step: Step): Promise<void> {
		const mine = recordOf(step.name);
		const found = (await standing(deployer, mine)) === "there";
		if (!found) await create(deployer, step, at, mine, save);
		const wanted = keccak256(initCode(step.contract, step.args(at)));
		const made = await creation(deployer, mine);
		if ((made?.initCodeHash ?? mine.initCodeHash) !== wanted)
			throw new LaunchError(`${step.name} at ${mine.address} was deployed with other code or terms`, [
				"restore the configuration that it was launched with, or launch under another id",
			]);
		const block = made?.receipt.blockNumber;
		if (block !== undefined) mine.block = block;
		save();
		say(`${step.name.padEnd(12)} ${mine.address} ${found ? "is there" : `block ${block}`}`);
	}

	function recordOf(name: string) {
		const found = record.contracts[name];
		if (!found) throw new Error(`nothing is recorded of ${name}`);
		return found;
	}

	/** Only the tank's owner may; somebody else's transaction is printed. */
	async function setLane(lane: string, targetWei: bigint): Promise<void> {
		const tank = at.gasTank ?? "";
		const { codec } = artifact("GasTank");
		const asked = await deployer.provider.call({ to: tank, data: codec.encodeFunctionData("laneInfo", [lane]) });
		if (codec.decodeFunctionResult("laneInfo", asked)[0].target === targetWei) return;
		const data = codec.encodeFunctionData("setLane", [lane, targetWei]);
		if (config.gasTank?.owner !== deployer.wallet.address)
			return say(`lane ${lane}: its owner sends ${data} to ${tank}`);
		await call(deployer, tank, data);
		say(`lane         ${lane} up to ${targetWei} wei`);
	}
}

async function begin(config: LaunchConfig, { wallet, provider }: Deployer): Promise<LaunchRecord> {
	const { offering, token, forwarder } = config;
	const nowSec = (await provider.getBlock("latest"))?.timestamp ?? 0;
	return {
		deployer: wallet.address,
		deadlineSec: offering.deadlineSec ?? nowSec + (offering.openForSec ?? 0),
		about: {
			name: token.name,
			forwarderName: forwarder.name,
			...(forwarder.address ? { forwarder: forwarder.address } : {}),
			minRevenueWei: token.minRevenueWei.toString(),
		},
		contracts: {},
		abandoned: [],
		complete: false,
	};
}

/** Where everything is that a launch deployed or was given. */
export const addressesOf = (config: LaunchConfig, record: LaunchRecord): Addresses => ({
	...givenAddresses(config),
	...Object.fromEntries(Object.entries(record.contracts).map(([name, { address }]) => [name, address])),
});
