// `npm run test:cloud`: deploys the real template to an emulated AWS and proves the deployed thing. Ends with
// `N passed, N failed`. `--skip-missing` leaves out, with a word, what this machine has no Python or Java for.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KMSClient } from "@aws-sdk/client-kms";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { awsJson } from "../../functions/adapters/aws/json-client.ts";
import { kmsSender } from "../../functions/adapters/sender/kms.ts";
import { ANVIL_KEYS, mineBySecond, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { anyPort, children, eventually } from "../../infra/local/children.ts";
import { deployContracts, stageFor } from "../../infra/local/deploy.ts";
import { newHolders } from "../../infra/local/holder.ts";
import { type Figure, reached, writeFigures } from "../bench/figures.ts";
import { sharesOf } from "../given/shares.ts";
import { outputsOf, serverless } from "./deploy.ts";
import { ACCOUNT, ownerEnv, REGION, startEmulator } from "./emulator.ts";
import { startFront } from "./recorder.ts";
import { type CloudStack, OWNER } from "./stack.ts";
import { Missing, type Tools, tools } from "./tools.ts";

const ROOT = join(import.meta.dirname, "../..");
const HOLDERS = 24;
/** One step after the other, a step's suites at once: what looks at the untouched stack first, what removes it last. */
const STEPS = [
	["idle", "ports", "resources", "webhooks"],
	["e2e"],
	["payout"],
	["cycle"],
	["operator", "prod"],
	["failures", "permissions", "logs"],
	["lifecycle"],
];
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({
	options: {
		"skip-missing": { type: "boolean", default: false },
		only: { type: "string" },
		json: { type: "string" },
		keep: { type: "boolean", default: false },
	},
});

let found: Tools | undefined;
try {
	found = tools();
} catch (error) {
	if (!(error instanceof Missing)) throw error;
	print(`test:cloud: ${error.message}; it needs Python 3 with venv, Java 17 and Maven`);
	process.exitCode = values["skip-missing"] ? 0 : 1;
	if (values["skip-missing"]) print("test:cloud: left out");
}
if (found) process.exitCode = await proveAll(found);

async function proveAll({ ministack, dynamodbLocal }: Tools): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-cloud-"));
	const logs: string[] = [];
	const kids = children((name, code) => print(`${name} ended by itself with ${code}\n${logs.slice(-20).join("\n")}`));
	const stops: (() => Promise<void>)[] = [() => kids.stop()];
	try {
		const port = await anyPort();
		const calls = join(folder, "calls.jsonl");
		writeFileSync(calls, "");
		const recorder = await startFront(port, { file: calls });
		stops.unshift(() => recorder.stop());
		const functionsEndpoint = `http://127.0.0.1:${recorder.port}`;
		const onLine = (line: string): void => void logs.push(line);
		const dynamodbPort = await anyPort();
		kids.start("DynamoDB Local", [...dynamodbLocal, String(dynamodbPort)], {}, () => undefined);
		const [endpoint, rpcUrl] = await Promise.all([
			startEmulator(kids, ministack, { port, functionsEndpoint, folder, onLine }),
			startAnvil(kids),
		]);
		const holders = newHolders(HOLDERS);
		const deployed = await deployContracts(rpcUrl, ANVIL_KEYS[0], sharesOf(holders), 1);
		await mineBySecond(rpcUrl);

		// The node's URL is a secret, as it is where it holds an access key.
		const ssm = new SSMClient({ endpoint, region: REGION, credentials: OWNER });
		await ssm.send(new PutParameterCommand({ Name: "/imo-relay/rpc", Value: rpcUrl, Type: "SecureString" }));
		ssm.destroy();
		// And a second one, to the same node, in the other place where secrets are kept.
		const access = { region: REGION, ...OWNER, endpoints: { secretsmanager: endpoint } };
		const secrets = awsJson(access, { name: "secretsmanager", target: "secretsmanager", version: "1.1" });
		await secrets("CreateSecret", { Name: "imo-relay/rpc", SecretString: JSON.stringify({ url: rpcUrl }) });
		const local = stageFor("ssm:/imo-relay/rpc", deployed);
		local.chains[0]?.rpcUrls.push("secretsmanager:imo-relay/rpc#url");
		const stageFile = join(folder, "stage.json");
		const lane = "anvil-kms";
		const lanes = [{ id: lane, chainId: local.chains[0]?.chainId, sender: { kind: "kms" } }];
		const alerts = { emails: ["operator@example.org"] };
		const oracle = { id: "oracle", kind: "oracle", address: deployed.oracle, modelId: String(deployed.modelId) };
		const chains = local.chains.map((chain) => ({ ...chain, choreBudgetWei: String(10n ** 18n) }));
		const tokens = local.tokens.map((token) => ({ ...token, sweeps: [oracle] }));
		writeFileSync(stageFile, JSON.stringify({ ...local, chains, tokens, lanes, protected: false, alerts }));

		const startedMs = Date.now();
		const deployEnv = ownerEnv(endpoint);
		const said = await serverless("deploy", "dev", stageFile, deployEnv);
		print(`deployed to the emulated cloud in ${((Date.now() - startedMs) / 1000).toFixed(0)} s`);
		const outputs = (await outputsOf(endpoint, "imo-relay-dev")) ?? {};
		writeFileSync(join(folder, "deploy.txt"), said);
		const apiId = outputs.HttpApiId ?? "";
		const api = await startFront(port, { host: `${apiId}.execute-api.localhost:${port}` });
		stops.unshift(() => api.stop());
		const kms = kmsSender(
			[{ keyId: `alias/imo-relay-dev-${lane}` }],
			() => new KMSClient({ endpoint, region: REGION, credentials: OWNER }),
		);
		const laneAddress = await kms.address();
		await rpc(rpcUrl, "anvil_setBalance", [laneAddress, `0x${(10n ** 20n).toString(16)}`]);
		const stack: CloudStack = {
			endpoint,
			apiUrl: `http://127.0.0.1:${api.port}`,
			apiId,
			rpcUrl,
			name: "imo-relay-dev",
			stageName: "dev",
			stageFile,
			region: REGION,
			account: ACCOUNT,
			lane,
			laneAddress,
			deployed,
			holders: holders.map(({ mnemonic }) => mnemonic?.phrase ?? ""),
			calls,
			dynamodbLocal: `http://127.0.0.1:${dynamodbPort}`,
			folder,
			outputs,
			deployEnv,
		};
		const facts = join(folder, "stack.json");
		writeFileSync(
			facts,
			JSON.stringify(stack, (_key, value) => (typeof value === "bigint" ? String(value) : value)),
		);
		await eventually("the deployed API's health", 60_000, async () => {
			const reply = await fetch(`${stack.apiUrl}/v1/health`);
			if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
			return true;
		});
		return await runSuites(facts, folder);
	} catch (error) {
		print(`${(error as Error).stack}\n${logs.slice(-4).join("\n")}`);
		print("0 passed, 1 failed");
		return 1;
	} finally {
		mkdirSync(join(ROOT, ".data"), { recursive: true });
		writeFileSync(join(ROOT, ".data/cloud.log"), logs.join("\n"));
		for (const stop of stops) await stop();
		if (values.keep) print(`kept: ${folder}`);
		else rmSync(folder, { recursive: true, force: true });
	}
}

async function runSuites(facts: string, folder: string): Promise<number> {
	let [passed, failed] = [0, 0];
	const figures: Figure[] = [];
	const run = async (suite: string): Promise<void> => {
		const report = join(folder, `${suite}.json`);
		const startedMs = Date.now();
		await jest(suite, report, facts);
		const count = read(report);
		passed += count.passed;
		failed += count.failed;
		const seconds = ((Date.now() - startedMs) / 1000).toFixed(0);
		print(`cloud, ${suite}: ${count.passed} passed, ${count.failed} failed in ${seconds} s`);
		figures.push(...readFigures(join(folder, `${suite}.figures.json`)));
	};
	for (const step of STEPS)
		await Promise.all(step.filter((one) => !values.only || values.only.split(",").includes(one)).map(run));
	const forgotten = suitesIn(join(ROOT, "test/cloud")).filter((one) => !STEPS.flat().includes(one));
	if (forgotten.length > 0) print(`no step runs ${forgotten.join(", ")}`);
	failed += forgotten.length;
	if (values.json) writeFigures(values.json, "cloud", figures);
	for (const one of figures)
		print(
			`${one.key} ${one.value} ${one.unit}${one.goal ? ` (goal ${one.goal}${reached(one) ? "" : ", MISSED"})` : ""}  ${one.against ?? ""}`,
		);
	print(`${passed} passed, ${failed} failed`);
	return failed === 0 && passed > 0 ? 0 : 1;
}

function suitesIn(folder: string): string[] {
	return readdirSync(folder).flatMap((file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? []);
}

function jest(suite: string, report: string, facts: string): Promise<void> {
	const flags = ["--selectProjects", "cloud", "--runInBand", "--json", `--outputFile=${report}`];
	const file = suite === "e2e" ? "test/e2e/api.test.ts" : `test/cloud/${suite}.test.ts`;
	const args = [
		"--experimental-vm-modules",
		"--disable-warning=ExperimentalWarning",
		"node_modules/jest/bin/jest.js",
		"--runTestsByPath",
		file,
	];
	const env = { ...process.env, CLOUD_STACK: facts, CLOUD_FIGURES: report.replace(".json", ".figures.json") };
	const child = spawn(process.execPath, [...args, ...flags], {
		cwd: ROOT,
		env,
		stdio: ["ignore", "ignore", "inherit"],
	});
	return new Promise((resolve) => child.once("close", () => resolve()));
}

function read(report: string): { passed: number; failed: number } {
	try {
		const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, "utf8"));
		return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
	} catch {
		return { passed: 0, failed: 1 };
	}
}
function readFigures(path: string): Figure[] {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch {
		return [];
	}
}
