import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { defenderSender } from "../../functions/adapters/sender/defender.ts";
import { openzeppelinRelayer } from "../../functions/adapters/sender/openzeppelin-relayer.ts";
import { failed } from "../../functions/adapters/sender/submission.ts";
import { API_KEY, API_SECRET, defenderDialogue, RELAYER_ID, relayerDialogue } from "../given/managed-dialogues.ts";
import { type Dialogue, type ManagedService, startManagedService } from "../given/managed-service.ts";
import { freshHolder, freshId } from "./fresh.ts";
import { managedSenderSuite } from "./managed-sender-suite.ts";

let services: Record<"relayer" | "defender", ManagedService>;
const start = (dialogue: Dialogue) =>
	startManagedService(dialogue, { key: freshId(), chainId: 31337, send: async () => undefined });
beforeAll(async () => {
	services = { relayer: await start(relayerDialogue), defender: await start(defenderDialogue) };
});
afterAll(async () => {
	await Promise.all(Object.values(services).map((one) => one.stop()));
});

const relayer = (url: string, given: object = {}) =>
	openzeppelinRelayer({
		url,
		relayerId: RELAYER_ID,
		apiKey: API_KEY,
		address: services.relayer.address,
		expirySec: 600,
		speed: "fast",
		...given,
	});
const defender = (url: string, given: object = {}) =>
	defenderSender({
		url,
		apiKey: API_KEY,
		apiSecret: API_SECRET,
		address: services.defender.address,
		expirySec: 600,
		speed: "fast",
		...given,
	});
const payload = { to: freshHolder(), data: freshId(), gasLimit: 90_000n };
const later = Math.floor(Date.now() / 1000) + 600;

describe("OpenZeppelin Relayer", () => {
	managedSenderSuite(() => services.relayer, relayer);

	test("with a wrong key hands nothing over, and does not tell the key", async () => {
		const one = relayer(services.relayer.url, { apiKey: "another-key-of-thirty-two-letters" });
		const answer = await one.submit(payload, later);
		expect(answer).toMatchObject({ ok: false, why: "refused" });
		expect(JSON.stringify([answer, await one.trouble()])).not.toContain("another-key");
	});
	test("that sends from another account than the stage file says is not used", async () => {
		const one = relayer(services.relayer.url, { address: freshHolder() });
		expect(await one.trouble()).toMatch(/it sends from 0x/);
	});
});

describe("Defender", () => {
	managedSenderSuite(() => services.defender, defender);

	test("with a wrong secret hands nothing over, and does not tell it", async () => {
		const one = defender(services.defender.url, { apiSecret: "no-secret" });
		const [answer, trouble] = await Promise.all([one.submit(payload, later), one.trouble()]);
		expect(answer).toMatchObject({ ok: false });
		expect(trouble).toBeTruthy();
		expect(JSON.stringify([answer, trouble])).not.toMatch(/no-secret|an-api-key/);
		expect(services.defender.taken.some(({ to }) => to === payload.to)).toBe(false);
	}, 60_000);
	test("of two lanes is asked at the address of each", async () => {
		const other = await start(defenderDialogue);
		const [one, two] = [defender(services.defender.url), defender(other.url, { address: other.address })];
		expect([await one.trouble(), await two.trouble()]).toEqual([undefined, undefined]);
		await other.stop();
	});
});

test.each([
	[400, "refused"],
	[401, "refused"],
	[408, "unanswered"],
	[429, "refused"],
	[500, "unanswered"],
	[503, "unanswered"],
	[undefined, "unanswered"],
])("a submission that fails with %s was %s", (status, why) => {
	expect(failed({ message: "m", ...(status ? { response: { status } } : {}) }, [])).toMatchObject({ why });
});
