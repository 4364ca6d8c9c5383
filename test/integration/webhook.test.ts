import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { webhookCourier } from "../../functions/adapters/notifier/webhook.ts";
import { noticeId } from "../../functions/core/notice.ts";
import type { Courier } from "../../functions/core/ports/courier.ts";
import { desk, newSecret, stuck, toHook } from "../given/desk.ts";
import { type Receiver, startReceiver } from "../given/receiver.ts";
import { verifyWebhook } from "../given/verify-webhook.ts";

const OLD = newSecret();
const NEW = newSecret();

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

describe("a webhook", () => {
	test("gets what can be checked with its secret, and with no other", async () => {
		const { notifier, run, wakes } = desk(toHook(hook, NEW));
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
		const { notifier, run } = desk(toHook(hook, NEW, OLD));
		await notifier.notify(stuck(1));
		await run();
		const [{ headers, body }] = hook.received as [Receiver["received"][0]];
		expect([NEW, OLD, newSecret()].map((one) => verifyWebhook(headers, body, one))).toEqual([true, true, false]);
	});
	test("is told once of an event that is told again and again, by this process or another", async () => {
		const { ports, notifier, run } = desk(toHook(hook, NEW));
		for (let turn = 0; turn < 3; turn++) {
			await notifier.notify(stuck(1));
			await run();
		}
		await desk(toHook(hook, NEW), ports.store).notifier.notify(stuck(1));
		await run();
		expect(hook.received).toHaveLength(1);
	});
	test("is sent the same bytes under the same id until it takes them", async () => {
		const { notifier, run, clock } = desk(toHook(hook, NEW));
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
		const { notifier, run, clock, lines } = desk(toHook(hook, NEW));
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
		const { notifier, run, clock, lines } = desk(toHook(hook, NEW));
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
		const both = { ...toHook(hook, NEW), "webhook/other": webhookCourier(other.url, [OLD]) };
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
	test("that hangs delays no other one's, those that are there and those that come meanwhile", async () => {
		let release: (() => void) | undefined;
		const hangs = new Promise<void>((resolve) => {
			release = resolve;
		});
		const dead: Courier = { deliver: () => hangs.then(() => ({ ok: false, problem: "no answer in time" })) };
		const both = { "webhook/dead": dead, ...toHook(hook, NEW) };
		const { notifier, run } = desk(both);
		for (let nonce = 0; nonce < 50; nonce++) await notifier.notify(stuck(nonce));
		const hanging = run();
		const received = async (count: number, meanwhile = async (): Promise<void> => undefined): Promise<void> => {
			for (; hook.received.length < count; await meanwhile()) await new Promise((resolve) => setTimeout(resolve, 10));
		};
		await received(50);
		await notifier.notify(stuck(50));
		await received(51, run); // by another run, as it is woken
		release?.();
		await hanging;
	}, 10_000);
	test("that is down is asked ever more rarely, costs no write for what waits, and gets all when it is back", async () => {
		const both = { ...toHook(hook, NEW), "webhook/other": webhookCourier(other.url, [OLD]) };
		const { ports, notifier, run, clock, lines } = desk(both);
		hook.answer = { status: 500 };
		const { update } = ports.store.notices;
		let writes = 0;
		ports.store.notices.update = (one) => {
			if (one.destination === "webhook/hook") writes++;
			return update(one);
		};
		for (let nonce = 0; nonce < 100; nonce++) await notifier.notify(stuck(nonce));
		for (let minute = 0; minute < 24 * 60; minute++) {
			if (minute === 700) await notifier.notify(stuck(100));
			await run();
			expect(other.received).toHaveLength(minute < 700 ? 100 : 101);
			clock.ms += 60_000;
		}
		// A page, then one each time that a rest of 1, 2, 4 … 60 minutes is over.
		expect(hook.received.length).toBeGreaterThan(20 + 25);
		expect(hook.received.length).toBeLessThan(20 + 31);
		expect(writes).toBe(hook.received.length);
		expect(lines("destination_rests").at(-1)?.facts).toMatchObject({ destination: "webhook/hook" });
		hook.answer = { status: 204 };
		hook.received.length = 0;
		clock.ms += 86_400_000;
		await run();
		expect(new Set(hook.received.map(({ headers }) => headers["webhook-id"])).size).toBe(101);
	}, 60_000);
	test("that is down for days loses what is older than three, and an alarm is told of each", async () => {
		const { notifier, run, clock, lines } = desk(toHook(hook, NEW));
		hook.answer = { status: 500 };
		for (let nonce = 0; nonce < 30; nonce++) await notifier.notify(stuck(nonce));
		await run();
		clock.ms += 3 * 86_400_000 + 1;
		await notifier.notify(stuck(30));
		hook.answer = { status: 204 };
		hook.received.length = 0;
		await run();
		expect(hook.received.map(({ headers }) => headers["webhook-id"])).toEqual([noticeId(stuck(30))]);
		expect(lines("notice_dead")).toHaveLength(30);
	});
	test("is sent again what a run died over before it could note that it was sent", async () => {
		const { ports, notifier, run, clock } = desk(toHook(hook, NEW));
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
		const { notifier, ports } = desk({ ...toHook(hook, NEW), "webhook/gone": webhookCourier(other.url, [OLD]) });
		await notifier.notify(stuck(1));
		await desk(toHook(hook, NEW), ports.store).run();
		expect([hook.received.length, other.received]).toEqual([1, []]);
	});
});
