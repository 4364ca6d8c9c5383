import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Wallet } from "ethers";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { anyPort, eventually, freePort } from "../../infra/local/children.ts";
import { claimOnce } from "../../infra/local/holder.ts";
import { finalClaim, type OutsideChain, outsideChain, startStack, TOKEN_ID } from "../given/stack.ts";

/** When each run is killed after its claims were posted; a fixed list, so that a failure can be repeated. */
const KILLS_AFTER_MS = [0, 350, 1_200, 2_100];
const HOLDERS_PER_RUN = 4;
let chain: OutsideChain;

beforeAll(async () => {
	chain = await outsideChain((KILLS_AFTER_MS.length + 1) * HOLDERS_PER_RUN);
	await chain.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterAll(() => chain?.stop());

test("a stack that is killed at any moment, and started again on its data, pays every claim exactly once", async () => {
	const dataFolder = join(chain.folder, "data");
	const port = await anyPort();
	const waitingHolders = [...chain.holders];
	const claimIds: string[] = [];
	const postAll = (url: string) =>
		Promise.all(
			waitingHolders.splice(0, HOLDERS_PER_RUN).map(async (holder) => {
				const claim = await claimOnce(url, TOKEN_ID, holder);
				if (claim) claimIds.push(claim.id);
			}),
		);
	for (const delayMs of KILLS_AFTER_MS) {
		const run = await startStack(chain, port, dataFolder);
		await postAll(run.url);
		await new Promise((resolve) => setTimeout(resolve, delayMs));
		await run.kill();
		// Its children end with it, or the next run could not listen.
		await eventually("the port's release", 10_000, () => freePort(port));
		await eventually("the end of every child process", 10_000, async () =>
			processesOf(chain.stageFile).length === 0 ? true : undefined,
		);
	}
	const last = await startStack(chain, port, dataFolder);
	try {
		await postAll(last.url);
		expect(claimIds).toHaveLength(chain.holders.length);
		// What was left half done is woken by nobody but the schedule, within a minute.
		for (const id of claimIds) {
			const claim = await finalClaim(last.url, id, 90_000).catch(async (error: Error) => {
				throw new Error(
					`${error.message}\n${await (await fetch(`${last.url}/v1/claims/${id}`)).text()}\n${last.output()}`,
				);
			});
			expect(claim.state).toBe("settled");
		}
		for (const { address } of chain.holders) {
			expect(await chain.provider.getBalance(address)).toBe(await chain.owedWei(address));
			expect(await chain.provider.getTransactionCount(address)).toBe(0);
		}
		const lane = new Wallet(ANVIL_KEYS[1]).address;
		expect(await chain.provider.getTransactionCount(lane, "pending")).toBe(
			await chain.provider.getTransactionCount(lane),
		);
	} finally {
		expect(await last.interrupt()).toBe(0);
	}
}, 240_000);

/** Processes whose environment names this stage file (Linux); elsewhere none can be seen. */
function processesOf(stageFile: string): string[] {
	try {
		return readdirSync("/proc")
			.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
			.filter((pid) => readIfThere(`/proc/${pid}/environ`).includes(`STAGE_FILE=${stageFile}`));
	} catch {
		return [];
	}
}
function readIfThere(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
