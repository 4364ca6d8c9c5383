import { KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { kmsSender } from "../../functions/adapters/sender/kms.ts";
import { localSender } from "../../functions/adapters/sender/local.ts";
import { unsignedTransaction } from "../../functions/core/signed-bytes.ts";
import { LOCAL_AWS } from "../../infra/local/table.ts";
import { type FakeKms, startKms } from "../given/kms.ts";
import { freshHolder, freshId } from "./fresh.ts";
import { senderSuite } from "./sender-suite.ts";

let kms: FakeKms;
beforeAll(async () => {
	kms = await startKms();
});
afterAll(() => kms.stop());

/** Regions by name, each a server on this machine. */
const regions =
	(servers: Record<string, string>) =>
	(region = "here"): KMSClient =>
		new KMSClient({
			endpoint: servers[region] ?? "http://127.0.0.1:1",
			region,
			maxAttempts: 2,
			credentials: { accessKeyId: LOCAL_AWS.AWS_ACCESS_KEY_ID, secretAccessKey: LOCAL_AWS.AWS_SECRET_ACCESS_KEY },
		});
const opened = () => kmsSender([{ keyId: "alias/lane" }], regions({ here: kms.endpoint }));
const anything = unsignedTransaction(
	1,
	0,
	{ to: freshHolder(), data: freshId(), gasLimit: 90_000n },
	{ maxFeePerGasWei: 20n, maxPriorityFeePerGasWei: 3n },
);

describe("a local key", () => {
	const sender = localSender(freshId());
	senderSuite(() => sender);
});

describe("a key in AWS KMS", () => {
	let sender: ReturnType<typeof opened>;
	beforeAll(() => {
		sender = opened();
	});
	senderSuite(() => sender);

	test("is asked for its public key once, however many transactions it signs", async () => {
		const before = kms.asked.length;
		const one = opened();
		await Promise.all([one.sign(anything), one.sign(anything), one.address()]);
		expect(kms.asked.slice(before).toSorted()).toEqual(["GetPublicKey", "Sign", "Sign"]);
	});
	test("that does not answer is asked again next time", async () => {
		const one = opened();
		kms.failNext("AccessDeniedException", 400);
		await expect(one.address()).rejects.toThrow("as the test wishes");
		expect(await one.address()).toBe(await sender.address());
	});
	test("that is throttled is asked again at once", async () => {
		kms.failNext("ThrottlingException", 400);
		expect(await opened().address()).toBe(await sender.address());
	});
	test("of another curve is refused by name", async () => {
		const other = await startKms({ keySpec: "ECC_NIST_P256" });
		const clients = regions({ here: other.endpoint });
		await expect(kmsSender([{ keyId: "alias/p256" }], clients).address()).rejects.toThrow(
			/alias\/p256 is ECC_NIST_P256/,
		);
		await other.stop();
	});
	test("in several regions signs on while the nearest is down, as the same account", async () => {
		const keys = [
			{ keyId: "mrk-1", region: "down" },
			{ keyId: "mrk-1", region: "far" },
		];
		const one = kmsSender(keys, regions({ far: kms.endpoint }));
		expect(await one.address()).toBe(await sender.address());
		expect(await one.sign(anything)).toMatch(/^0x[0-9a-f]{130}$/);
	});
	test("signs for nobody when a second region holds another key", async () => {
		const other = await startKms();
		const keys = [
			{ keyId: "a", region: "one" },
			{ keyId: "a", region: "two" },
		];
		const one = kmsSender(keys, regions({ one: kms.endpoint, two: other.endpoint }));
		await one.address();
		kms.failNext("KMSInvalidStateException", 400);
		await expect(one.sign(anything)).rejects.toThrow("another key");
		await other.stop();
	});
});
