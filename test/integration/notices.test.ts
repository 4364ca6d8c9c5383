import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import aws4 from "aws4";
import { logCourier } from "../../functions/adapters/notifier/log.ts";
import { outboxNotifier } from "../../functions/adapters/notifier/outbox.ts";
import { snsCourier } from "../../functions/adapters/notifier/sns.ts";
import { webhookCourier } from "../../functions/adapters/notifier/webhook.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { deliverNotices } from "../../functions/app/deliver-notices.ts";
import type { ClaimState } from "../../functions/core/claim.ts";
import { NOTICE_KINDS, type Notice, noticeId } from "../../functions/core/notice.ts";
import { TOPIC } from "../../functions/core/outbox.ts";
import type { Courier } from "../../functions/core/ports/courier.ts";
import type { Ports, Store } from "../../functions/core/ports/ports.ts";
import { aClaim, HOLDER, word } from "../given/claim.ts";
import { keptLog } from "../given/http.ts";
import { type Receiver, startReceiver } from "../given/receiver.ts";
import { verifyWebhook } from "../given/verify-webhook.ts";

const secret = (): string => `whsec_${randomBytes(32).toString("base64")}`;
const OLD = secret();
const NEW = secret();
const stuck = (nonce: number): Notice => ({
	kind: "transaction.stuck",
	lane: "a",
	nonce,
	transactionHash: word(nonce),
	attempts: 3,
});

let hook: Receiver;
let other: Receiver;
beforeAll(async () => {
	[hook, other] = await Promise.all([startReceiver(), startReceiver()]);
});
afterEach(() => {
	for (const one of [hook, other]) {
		one.received.length = 0;
		one.answer = { status: 204 };
	}
});
afterAll(() => Promise.all([hook.stop(), other.stop()]));

/** A store, a clock that is moved by hand, and the ways to the receivers. */
function desk(ways: Record<string, Courier>, store: Store = memoryStore()) {
	const log = keptLog();
	const clock = { ms: Date.now() };
	const destinations = Object.keys(ways).map((id) => ({ id, kinds: NOTICE_KINDS }));
	const wakes: unknown[] = [];
	const invoker = { wake: async (call: unknown) => void wakes.push(call) };
	const notifier = outboxNotifier(store, destinations, invoker, () => clock.ms);
	const ports = {
		store,
		log,
		notifier,
		courier: (id: string) => ways[id],
		nowMs: () => clock.ms,
		sleep: async (ms: number) => {
			clock.ms += ms;
		},
		newId: () => crypto.randomUUID(),
	} as unknown as Ports;
	const run = (): Promise<void> => deliverNotices(ports, clock.ms + 45_000);
	return {
		ports,
		notifier,
		clock,
		run,
		wakes,
		log,
		lines: (event: string) => log.lines.filter((one) => one.event === event),
	};
}
const toHook = (secrets = [NEW]): Record<string, Courier> => ({ "webhook/hook": webhookCourier(hook.url, secrets) });

describe("a webhook", () => {
	test("gets what can be checked with its secret, and with no other", async () => {
		const { notifier, run, wakes } = desk(toHook());
		await notifier.notify(stuck(1));
		expect(wakes).toEqual([{ fn: "notify", woken: true }]);
		await run();
		const [{ headers, body }] = hook.received as [Receiver["received"][0]];
		expect(JSON.parse(body)).toMatchObject({ id: noticeId(stuck(1)), kind: "transaction.stuck", facts: { nonce: 1 } });
		expect(headers["webhook-id"]).toBe(noticeId(stuck(1)));
		expect(verifyWebhook(headers, body, NEW)).toBe(true);
		expect(verifyWebhook(headers, body, OLD)).toBe(false);
		expect(verifyWebhook(headers, `${body} `, NEW)).toBe(false);
		expect(verifyWebhook({ ...headers, "webhook-id": "another" }, body, NEW)).toBe(false);
	});
	test("can be checked with the old and the new secret while both stand there", async () => {
		const { notifier, run } = desk(toHook([NEW, OLD]));
		await notifier.notify(stuck(1));
		await run();
		const [{ headers, body }] = hook.received as [Receiver["received"][0]];
		expect([NEW, OLD, secret()].map((one) => verifyWebhook(headers, body, one))).toEqual([true, true, false]);
	});
	test("is told once of an event that is told again and again, by this process or another", async () => {
		const { ports, notifier, run } = desk(toHook());
		for (let turn = 0; turn < 3; turn++) {
			await notifier.notify(stuck(1));
			await run();
		}
		await desk(toHook(), ports.store).notifier.notify(stuck(1));
		await run();
		expect(hook.received).toHaveLength(1);
	});
	test("is sent the same bytes under the same id until it takes them", async () => {
		const { notifier, run, clock } = desk(toHook());
		hook.answer = { status: 500 };
		await notifier.notify(stuck(1));
		await run();
		await run(); // not yet
		expect(hook.received).toHaveLength(1);
		hook.answer = undefined; // the connection breaks
		clock.ms += 6_000;
		await run();
		hook.answer = { status: 302, headers: { location: other.url } };
		clock.ms += 61_000;
		await run();
		hook.answer = { status: 200 };
		clock.ms += 301_000;
		await run();
		clock.ms += 86_400_000;
		await run();
		expect(hook.received).toHaveLength(4);
		expect(new Set(hook.received.map(({ body, headers }) => `${headers["webhook-id"]} ${body}`)).size).toBe(1);
		expect(other.received).toEqual([]); // no redirect is followed
	});
	test("that never answers is given up, and an alarm is told", async () => {
		const { notifier, run, clock, lines } = desk(toHook());
		hook.answer = { status: 503 };
		await notifier.notify(stuck(1));
		for (let turn = 0; turn < 15; turn++) {
			await run();
			clock.ms += 86_400_000;
		}
		expect(hook.received).toHaveLength(9);
		expect(lines("notice_dead").map(({ facts }) => facts)).toEqual([
			{
				noticeId: noticeId(stuck(1)),
				kind: "transaction.stuck",
				destination: "webhook/hook",
				attempts: 9,
				problem: "HTTP 503",
			},
		]);
	});
	test("that is gone (410) is not asked again, and one that asks for time gets it", async () => {
		const { notifier, run, clock, lines } = desk(toHook());
		hook.answer = { status: 410 };
		await notifier.notify(stuck(1));
		await run();
		expect(lines("notice_dead")).toHaveLength(1);
		hook.answer = { status: 429, headers: { "retry-after": "3600" } };
		await notifier.notify(stuck(2));
		await run();
		clock.ms += 3_500_000;
		await run();
		expect(hook.received).toHaveLength(2);
		clock.ms += 101_000;
		await run();
		expect(hook.received).toHaveLength(3);
	});
	test("that is down holds up no other one", async () => {
		const both = { ...toHook(), "webhook/other": webhookCourier(other.url, [OLD]) };
		const { notifier, run, clock } = desk(both);
		hook.answer = { status: 500 };
		for (let nonce = 0; nonce < 50; nonce++) await notifier.notify(stuck(nonce));
		await run();
		expect(other.received).toHaveLength(50);
		expect(hook.received.length).toBeLessThanOrEqual(23); // a page, and then it is left alone
		hook.answer = { status: 200 };
		hook.received.length = 0;
		clock.ms += 61_000;
		await run();
		expect(new Set(hook.received.map(({ headers }) => headers["webhook-id"])).size).toBe(50);
		expect(other.received).toHaveLength(50);
	});
	test("is sent again what a run died over before it could note that it was sent", async () => {
		const { ports, notifier, run, clock } = desk(toHook());
		await notifier.notify(stuck(1));
		const { notices } = ports.store;
		const { update } = notices;
		notices.update = () => Promise.reject(new Error("killed here"));
		await expect(run()).rejects.toThrow("killed here");
		notices.update = update;
		clock.ms += 60_000;
		await run();
		expect(hook.received.map(({ headers }) => headers["webhook-id"])).toEqual(Array(2).fill(noticeId(stuck(1))));
	});
	test("that the stage file no longer has is told nothing", async () => {
		const { notifier, ports, run } = desk({ ...toHook(), "webhook/gone": webhookCourier(other.url, [OLD]) });
		ports.courier = () => undefined;
		await notifier.notify(stuck(1));
		await run();
		expect([hook.received, other.received]).toEqual([[], []]);
		expect(await ports.store.notices.due(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
	});
});

describe("a claim's notice", () => {
	const told = { claimId: word(1), tokenId: "openlm", holder: HOLDER, snapshotIds: [1n] };
	const refused: Notice = { kind: "claim.refused", ...told, code: "nothing_due" };
	const claimIn = (state: ClaimState) => ({ ...aClaim(), id: word(1), state });

	test("waits until the claim is where it says", async () => {
		const { ports, notifier, run, clock } = desk(toHook());
		await ports.store.claims.insert(claimIn("accepted"));
		await notifier.notify(refused);
		await run();
		expect(hook.received).toEqual([]);
		await ports.store.claims.move({ ...claimIn("refused"), version: 2 });
		clock.ms += 5_001;
		await run();
		expect(hook.received.map(({ body }) => JSON.parse(body).kind)).toEqual(["claim.refused"]);
	});
	test("is not sent when another worker moved the claim elsewhere", async () => {
		const { ports, notifier, run, clock } = desk(toHook());
		await ports.store.claims.insert(claimIn("settled"));
		await notifier.notify(refused);
		await run();
		clock.ms += 86_400_000;
		await run();
		expect(hook.received).toEqual([]);
		expect(await ports.store.notices.due(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
	});
});

describe("the alert topic", () => {
	const ARN = "arn:aws:sns:eu-central-1:123456789012:imo-relay-dev-alerts";
	const keys = { accessKeyId: "AKID", secretAccessKey: "secret" };
	const access = () => ({ region: "eu-central-1", ...keys, endpoints: { sns: other.url } });
	const published = (): URLSearchParams[] => other.received.map(({ body }) => new URLSearchParams(body));
	const OK = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;
	const refusal = (code: string) =>
		`<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no such topic</Message></Error></ErrorResponse>`;

	test("is published to in SNS's query protocol, signed", async () => {
		other.answer = { status: 200, body: OK };
		const { notifier, run } = desk({ [TOPIC]: snsCourier(ARN, "imo-relay-dev", access()) });
		await notifier.notify(stuck(1));
		await run();
		const [form] = published();
		expect(Object.fromEntries(form ?? [])).toMatchObject({
			Action: "Publish",
			Version: "2010-03-31",
			TopicArn: ARN,
			Subject: "imo-relay-dev: transaction.stuck",
			"MessageAttributes.entry.1.Value.StringValue": "transaction.stuck",
		});
		expect(JSON.parse(form?.get("Message") ?? "")).toMatchObject({ id: noticeId(stuck(1)), facts: { nonce: 1 } });
		const { headers, body } = other.received[0] as Receiver["received"][0];
		const again = aws4.sign(
			{
				service: "sns",
				region: "eu-central-1",
				method: "POST",
				path: "/",
				host: headers.host as string,
				headers: {
					"content-type": headers["content-type"] as string,
					"x-amz-date": headers["x-amz-date"] as string,
				},
				body,
			},
			keys,
		);
		expect(headers.authorization).toBe((again.headers as Record<string, string>).Authorization);
	});
	test("that refuses is tried again later, with what it says", async () => {
		other.answer = { status: 404, body: refusal("NotFound") };
		const { notifier, run, lines } = desk({ [TOPIC]: snsCourier(ARN, "imo-relay-dev", access()) });
		await notifier.notify(stuck(1));
		await run();
		expect(lines("notice_not_taken")[0]?.facts).toMatchObject({
			destination: TOPIC,
			problem: "NotFound: no such topic",
		});
	});
	test("is the log where there is none", async () => {
		const log = keptLog();
		const { notifier, run } = desk({ [TOPIC]: logCourier(log) });
		await notifier.notify(stuck(1));
		await run();
		expect(log.lines).toEqual([
			{ event: "notice", facts: expect.objectContaining({ kind: "transaction.stuck", lane: "a", nonce: 1 }) },
		]);
	});
});
