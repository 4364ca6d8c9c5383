import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ConfigError, referencesToAws } from "../../functions/config.ts";
import { senderNotices } from "../../functions/core/sender-notices.ts";
import { sender } from "../../functions/core/stage-sender.ts";
import { parseStage, readConfig } from "../../functions/stage-file.ts";
import { refuseLocalSecrets } from "../../infra/cloud/refuse-local-secrets.ts";
import { DELEGATE, HOLDER } from "../given/claim.ts";
import { aChain, aLane, aStage } from "../given/stage.ts";

const relayer = (given: object = {}) => ({
	kind: "openzeppelin-relayer",
	url: "https://relayer.example.org",
	relayerId: "imo-1",
	address: HOLDER,
	apiKey: "secretsmanager:relayer#key",
	...given,
});
const defender = (given: object = {}) => ({
	kind: "defender",
	address: HOLDER,
	apiKey: "ssm:/defender/key",
	apiSecret: "secretsmanager:defender#secret",
	...given,
});

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "imo-relay-senders-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
function stageFile(...senders: object[]): string {
	const path = join(folder, "stage.json");
	const lanes = senders.map((one, at) => aLane({ id: `lane-${at}`, sender: one }));
	writeFileSync(path, JSON.stringify(aStage({ lanes })));
	return path;
}
function problemsOf(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		if (error instanceof ConfigError) return error.message;
		throw error;
	}
	return "";
}
const problems = (...senders: object[]): string => problemsOf(() => parseStage(stageFile(...senders)));

describe("a managed sender in the stage file", () => {
	test("gives up after ten minutes unless it says otherwise", () => {
		expect(sender.parse(relayer())).toMatchObject({ expirySec: 600, speed: "fast", address: HOLDER });
		expect(sender.parse(defender({ expirySec: 60 }))).toMatchObject({ expirySec: 60 });
	});
	test.each([
		["a key that stands there itself", relayer({ apiKey: "1234" }), /by reference/],
		["a key on its way in the clear", relayer({ url: "http://relayer.example.org" }), /https/],
		["no address", relayer({ address: undefined }), /address/],
		["an expiry within which nothing can be final", relayer({ expirySec: 5 }), /expirySec/],
		["no secret", defender({ apiSecret: undefined }), /apiSecret/],
	])("is refused with %s", (_what, one, named) => expect(problems(one)).toMatch(named));
	test("may be on this machine without https", () => {
		expect(problems(relayer({ url: "http://127.0.0.1:8080" }))).toBe("");
	});
	test("is not shared by two lanes of a chain", () => {
		expect(problems(relayer(), relayer())).toMatch(/another lane of this chain has this key/);
		expect(problems(relayer(), relayer({ relayerId: "imo-2" }))).toBe("");
		expect(problems(relayer(), relayer({ url: "https://other.example.org" }))).toBe("");
		expect(problems(defender(), defender())).toMatch(/another lane of this chain has this key/);
	});
	test("does not stand on a chain with mandates: it sends no authorizations", () => {
		const path = join(folder, "stage.json");
		const lanes = [aLane({ sender: relayer() })];
		writeFileSync(path, JSON.stringify(aStage({ chains: [aChain({ claimMandate: DELEGATE })], lanes })));
		expect(problemsOf(() => parseStage(path))).toMatch(/lanes\.0\.sender\.kind: .*EIP-7702/);
	});
	test("has its secrets read for the functions that send, and for no others", () => {
		const stage = parseStage(stageFile(relayer(), defender()));
		const all = ["secretsmanager:relayer#key", "ssm:/defender/key", "secretsmanager:defender#secret"];
		expect(referencesToAws(stage, { signs: true })).toEqual(all);
		expect(referencesToAws(stage, { signs: false })).toEqual([]);
		const secrets = new Map(all.map((one, at) => [one, `value-${at}`]));
		const config = readConfig({}, { stageFile: stageFile(relayer(), defender()), secrets });
		expect(config.laneKey("lane-0")).toMatchObject({ kind: "openzeppelin-relayer", apiKey: "value-0" });
		expect(config.laneKey("lane-1")).toMatchObject({ kind: "defender", apiKey: "value-1", apiSecret: "value-2" });
		expect(problemsOf(() => readConfig({}, { stageFile: stageFile(relayer()) }))).toMatch(/lane lane-0, apiKey: no/);
	});
	test("does not go to the cloud with a secret of this machine", () => {
		expect(problemsOf(() => refuseLocalSecrets(stageFile(relayer({ apiKey: "env:KEY" }))))).toMatch(/env:KEY/);
		expect(problemsOf(() => refuseLocalSecrets(stageFile(relayer())))).toBe("");
	});
	test("that is Defender's is told to be no more, wherever a stage is started or deployed", () => {
		const { lanes } = parseStage(stageFile(relayer(), defender()));
		expect(senderNotices(lanes)).toEqual([expect.stringMatching(/^lane lane-1: .*ended on 1 July 2026.*kms/)]);
	});
});
