import { spawn } from "node:child_process";
import { expect, test } from "@jest/globals";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { account } from "../../infra/local/deploy.ts";
import { claimOnce, get, type ShownClaim } from "../../infra/local/holder.ts";
import { earningModel } from "../../infra/local/model.ts";
import { finalClaim, TOKEN_ID } from "../given/stack.ts";
import { barred } from "./barred.ts";
import { cloudStack, holderOf } from "./stack.ts";

const stack = cloudStack();

/** The operator's own command against the deployed stack, as it stands in docs; what it printed as JSON. */
async function imoRelay(...args: string[]): Promise<Record<string, unknown>> {
	const line = ["functions/cli.ts", "--stage", stack.stageName, "--stage-file", stack.stageFile, "--json", ...args];
	const child = spawn(process.execPath, line, {
		env: { ...process.env, ...stack.deployEnv, AWS_REGION: stack.region },
	});
	let [out, said] = ["", ""];
	child.stdout.on("data", (part: Buffer) => {
		out += part.toString();
	});
	child.stderr.on("data", (part: Buffer) => {
		said += part.toString();
	});
	await new Promise((resolve) => child.once("close", resolve));
	try {
		return JSON.parse(out);
	} catch {
		throw new Error(`imo-relay ${args.join(" ")}: ${out}${said}`);
	}
}
const health = () => get<{ status: string }>(`${stack.apiUrl}/v1/health`);

test("status, claims and verdicts are told by the deployed functions", async () => {
	expect(JSON.stringify(await imoRelay("status"))).toContain(stack.laneAddress); // read off the KMS key
	expect(await imoRelay("claims", "list")).toHaveProperty("claims"); // those that are open
	const { address } = holderOf(stack, 0);
	const { claims } = (await imoRelay("claims", "list", "--holder", address)) as { claims: ShownClaim[] };
	const [first] = claims;
	expect(claims.length).toBeGreaterThan(0);
	expect(await imoRelay("claims", "show", String(first?.id))).toMatchObject({ id: first?.id });
	await expect(imoRelay("claims", "retry", String(first?.id))).rejects.toThrow("claim_final");
	expect(JSON.stringify(await imoRelay("snapshot", "--token", TOKEN_ID, "--dry-run"))).toContain("dry_run");
}, 60_000);

test("a claim whose wake-up was lost goes out when it is tried again", async () => {
	const { id } = await barred(stack, "relay", async () => {
		const posted = await claimOnce(stack.apiUrl, TOKEN_ID, holderOf(stack, 9));
		expect(posted?.state).toBe("accepted");
		return posted as ShownClaim;
	});
	await imoRelay("claims", "retry", id);
	expect((await finalClaim(stack.apiUrl, id)).state).toBe("settled");
}, 90_000);

test("a pause stops the API at once, and is lifted", async () => {
	expect((await health()).status).toBe("ok");
	await imoRelay("pause", "--token", TOKEN_ID);
	await expect(claimOnce(stack.apiUrl, TOKEN_ID, holderOf(stack, 10))).rejects.toThrow(/503 .*"paused"/);
	const { tokens } = (await imoRelay("status")) as { tokens: { id: string; paused: boolean }[] };
	expect(tokens.map(({ id, paused }) => [id, paused])).toContainEqual([TOKEN_ID, true]);
	await imoRelay("resume", "--token", TOKEN_ID);
	const posted = await claimOnce(stack.apiUrl, TOKEN_ID, holderOf(stack, 10));
	expect((await finalClaim(stack.apiUrl, String(posted?.id))).state).toBe("settled");
}, 90_000);

test("a sweep is made by the deployed function", async () => {
	const { signer, provider } = account(stack.rpcUrl, ANVIL_KEYS[2]);
	await earningModel(stack.deployed, signer).earn(60);
	provider.destroy();
	const { results } = (await imoRelay("sweep")) as { results: { sweepId: string; sent: boolean }[] };
	expect(results).toMatchObject([{ sweepId: "oracle", sent: true }]);
}, 60_000);
