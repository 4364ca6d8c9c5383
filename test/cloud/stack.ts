import { readFileSync } from "node:fs";
import { HDNodeWallet } from "ethers";
import type { Deployed } from "../../infra/local/deploy.ts";

/** What a test knows of the deployed stack: written by run.ts, named by CLOUD_STACK. */
export interface CloudStack {
	/** The emulator, in place of AWS. */
	endpoint: string;
	/** The deployed HTTP API. */
	apiUrl: string;
	apiId: string;
	rpcUrl: string;
	/** `SERVICE-STAGE`. */
	name: string;
	stageName: string;
	stageFile: string;
	region: string;
	account: string;
	lane: string;
	laneAddress: string;
	deployed: Deployed;
	/** Mnemonics of accounts that own shares and no ETH. */
	holders: string[];
	/** Calls that functions made, one JSON a line. */
	calls: string;
	dynamodbLocal: string;
	folder: string;
	outputs: Record<string, string>;
	/** The command that deploys, its environment. */
	deployEnv: Record<string, string>;
}

/** The stack under test. */
export function cloudStack(): CloudStack {
	const path = process.env.CLOUD_STACK;
	if (!path) throw new Error("run by `npm run test:cloud`");
	return JSON.parse(readFileSync(path, "utf8"), (key, value) =>
		key === "modelId" ? BigInt(value as string) : value,
	) as CloudStack;
}

/** Credentials of the account's owner. */
export const OWNER = { accessKeyId: "test", secretAccessKey: "test" };
/** How an SDK client reaches the emulator. */
export const clientOf = ({ endpoint, region }: CloudStack) => ({ endpoint, region, credentials: OWNER });
/** A holder of the stack's token, each used by one test alone. */
export const holderOf = ({ holders }: CloudStack, at: number): HDNodeWallet =>
	HDNodeWallet.fromPhrase(holders[at] as string);
