import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ContractName } from "./artifact.ts";

/** One contract of a launch. Its address follows from deployer and nonce, so sending again cannot deploy it twice. */
export interface StepRecord {
	contract: ContractName;
	address: string;
	nonce: number;
	/** Of code and arguments; empty until they are known. */
	initCodeHash: string;
	/** Of every signed version, each stored before it left. */
	hashes: string[];
	/** Where it was created; missing: not seen yet. */
	block?: number;
}

export interface LaunchRecord {
	deployer: string;
	deadlineSec: number;
	/** What the stage file says of the token. */
	about: { name: string; forwarderName: string; forwarder?: string; minRevenueWei: string };
	contracts: Record<string, StepRecord>;
	/** Addresses whose nonce went to another transaction of the deployer, and what had been built on them. */
	abandoned: string[];
	/** Whether all of it was there and read back as configured. */
	complete: boolean;
}

interface DeploymentFile {
	chainId: number;
	launches: Record<string, LaunchRecord>;
}

/** Where a launch is written down; `save` is on disk when it returns. */
export interface Journal {
	load(): LaunchRecord | undefined;
	save(record: LaunchRecord): void;
}

/** The launches of one chain, by their ids. */
export function readDeployments(path: string): DeploymentFile {
	return JSON.parse(readFileSync(path, "utf8")) as DeploymentFile;
}

/** `DIR/<chainId>.json`; a write replaces the file whole, so a crash leaves the old one or the new one. */
export function fileJournal(dir: string, chainId: number, launchId: string): Journal {
	const path = join(dir, `${chainId}.json`);
	const read = (): DeploymentFile => (existsSync(path) ? readDeployments(path) : { chainId, launches: {} });
	return {
		load: () => read().launches[launchId],
		save: (record) => {
			const file = read();
			file.launches[launchId] = record;
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(`${path}.new`, `${JSON.stringify(file, null, "\t")}\n`, { flush: true });
			renameSync(`${path}.new`, path);
		},
	};
}
