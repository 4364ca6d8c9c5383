// Prints the stage file's entry for a launched token: `node contracts/script/stage-entry.ts --deployment FILE [--id ID]`.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { stageSchema } from "../../functions/core/stage.ts";
import { LaunchError } from "./launch-config.ts";
import { readDeployments } from "./launch-record.ts";

/** The entry under `tokens` of the stage file; throws when the launch is not complete or the schema would refuse it. */
export function stageEntry(path: string, launchId?: string) {
	const { chainId, launches } = readDeployments(path);
	const ids = Object.keys(launches);
	const id = launchId ?? (ids.length === 1 ? ids[0] : undefined);
	const record = id === undefined ? undefined : launches[id];
	if (!id || !record) throw new LaunchError(path, [`name one of its launches by --id: ${ids.join(", ")}`]);
	const { token, forwarder, offering, router, collection } = record.contracts;
	if (!record.complete || token?.block === undefined)
		throw new LaunchError(path, [`launch ${id} is not complete: run the launch command again`]);
	const entry = {
		id,
		name: record.about.name,
		chainId,
		address: token.address,
		forwarder: { address: record.about.forwarder ?? forwarder?.address ?? "", name: record.about.forwarderName },
		dialect: "imo-relay",
		startBlock: token.block,
		...(router && { sweeps: [{ id: "router", kind: "router", address: router.address }] }),
		...(offering && { offering: offering.address }),
		sources: [
			...(router ? [{ address: router.address, kind: "router" }] : []),
			...(collection ? [{ address: collection.address, kind: "collection" }] : []),
		],
		snapshot: { minRevenueWei: record.about.minRevenueWei },
	};
	// The schema is of a whole stage file; chain and lane stand in for the reader's own.
	stageSchema.parse({
		chains: [{ chainId, name: "chain", rpcUrls: ["http://localhost"], feeCapWei: "1" }],
		tokens: [entry],
		lanes: [{ id: "lane", chainId, sender: { kind: "local", key: "env:LANE_KEY" } }],
	});
	return entry;
}

if (process.argv[1] === import.meta.filename)
	try {
		const { values } = parseArgs({ options: { deployment: { type: "string" }, id: { type: "string" } } });
		if (!values.deployment) throw new LaunchError("usage", ["stage-entry.ts --deployment FILE [--id ID]"]);
		process.stdout.write(`${JSON.stringify(stageEntry(resolve(values.deployment), values.id), null, "\t")}\n`);
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		process.exitCode = 1;
	}
