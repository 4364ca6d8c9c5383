import { describe, expect, test } from "@jest/globals";
import type { ManagedSender } from "../../functions/core/ports/sender.ts";
import type { Payload } from "../../functions/core/transaction.ts";
import type { ManagedService } from "../given/managed-service.ts";
import { freshHolder, freshId } from "./fresh.ts";
import { addressSuite } from "./sender-suite.ts";

const aPayload = (): Payload => ({ to: freshHolder(), data: freshId(), gasLimit: 987_654n });
const inTenMinutes = (): number => Math.floor(Date.now() / 1000) + 600;

/** functions/core/ports/sender.ts: one that signs and sends by itself. */
export function managedSenderSuite(service: () => ManagedService, open: (url: string) => ManagedSender): void {
	const sender = () => open(service().url);
	addressSuite(sender);

	test("hands over what it is given, with an expiry, and tells how it is called", async () => {
		const [payload, expiresAtSec] = [aPayload(), inTenMinutes()];
		const answer = await sender().submit(payload, expiresAtSec);
		const taken = service().taken.at(-1);
		expect(answer).toEqual({ ok: true, transactionId: taken?.id, hash: taken?.hash });
		expect(taken).toMatchObject({ ...payload, to: payload.to, speed: "fast" });
		expect(Date.parse(taken?.validUntil ?? "")).toBe(expiresAtSec * 1000);
	});
	test("tells the hash of now, and none while there is none", async () => {
		service().next("held");
		const answer = await sender().submit(aPayload(), inTenMinutes());
		if (!answer.ok) throw new Error(answer.message);
		expect(answer).not.toHaveProperty("hash");
		expect(await sender().hashOf(answer.transactionId)).toBeUndefined();
		await service().release();
		const first = await sender().hashOf(answer.transactionId);
		expect(first).toMatch(/^0x[0-9a-f]{64}$/);
		await service().bump(service().taken.length - 1);
		expect(await sender().hashOf(answer.transactionId)).not.toBe(first);
		expect(await sender().hashOf("unknown")).toBeUndefined();
	});

	describe("hands over once, whatever happens", () => {
		const submitAfter = async (mishap: Parameters<ManagedService["next"]>[0]) => {
			const before = { submissions: service().submissions(), taken: service().taken.length };
			service().next(mishap);
			const answer = await sender().submit(aPayload(), inTenMinutes());
			return {
				answer,
				posts: service().submissions() - before.submissions,
				taken: service().taken.length - before.taken,
			};
		};
		test("an answer that is lost: it may have it", async () =>
			expect(await submitAfter("answer-lost")).toMatchObject({ answer: { why: "unanswered" }, posts: 1, taken: 1 }));
		test("a request that is lost: it may have it", async () =>
			expect(await submitAfter("request-lost")).toMatchObject({ answer: { why: "unanswered" }, posts: 1, taken: 0 }));
		test("a gateway's error: it may have it", async () =>
			expect(await submitAfter("bad-gateway")).toMatchObject({ answer: { why: "unanswered" }, posts: 1, taken: 0 }));
		test("a refusal: it has it not", async () => {
			const { answer, posts, taken } = await submitAfter("refused");
			expect([answer, posts, taken]).toMatchObject([{ ok: false, why: "refused" }, 1, 0]);
			expect((answer as { message: string }).message).toContain("as the test wishes");
		});
		test("an expiry that has passed: not taken", async () => {
			const before = service().taken.length;
			expect(await sender().submit(aPayload(), Math.floor(Date.now() / 1000) - 5)).toMatchObject({ ok: false });
			expect(service().taken.length).toBe(before);
		});
		test("authorizations, which it can't send: refused, and not sent without them", async () => {
			const before = service().submissions();
			const authorizations = [{ chainId: 1, delegate: freshHolder(), nonce: 0, signature: freshId() }];
			expect(await sender().submit({ ...aPayload(), authorizations }, inTenMinutes())).toMatchObject({
				why: "refused",
			});
			expect(service().submissions()).toBe(before);
		});
	});

	describe("says why it can't serve", () => {
		test("nothing while it can", async () => expect(await sender().trouble()).toBeUndefined());
		test("that it is paused", async () => {
			service().pause(true);
			expect(await sender().trouble()).toBe("it is paused");
			service().pause(false);
		});
		test("that nobody answers; and hands nothing over", async () => {
			const nobody = open("http://127.0.0.1:1");
			const { trouble, submit, hashOf } = nobody;
			const answers = Promise.all([trouble(), submit(aPayload(), inTenMinutes()), hashOf("tx-1")]);
			expect(await answers).toEqual([expect.any(String), expect.objectContaining({ ok: false }), undefined]);
		}, 30_000);
	});
}
