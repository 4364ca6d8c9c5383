import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import aws4 from "aws4";
import { logCourier } from "../../functions/adapters/notifier/log.ts";
import { snsCourier } from "../../functions/adapters/notifier/sns.ts";
import type { ClaimState } from "../../functions/core/claim.ts";
import { type Notice, noticeId } from "../../functions/core/notice.ts";
import { TOPIC } from "../../functions/core/outbox.ts";
import { aClaim, HOLDER, word } from "../given/claim.ts";
import { desk, newSecret, stuck, toHook } from "../given/desk.ts";
import { keptLog } from "../given/http.ts";
import { type Receiver, startReceiver } from "../given/receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
	receiver = await startReceiver();
});
afterEach(() => receiver.stop());

describe("a claim's notice", () => {
	const told = { claimId: word(1), tokenId: "openlm", holder: HOLDER, snapshotIds: [1n] };
	const refused: Notice = { kind: "claim.refused", ...told, code: "nothing_due" };
	const claimIn = (state: ClaimState) => ({ ...aClaim(), id: word(1), state });

	test("waits until the claim is where it says", async () => {
		const { ports, notifier, run, clock } = desk(toHook(receiver, newSecret()));
		await ports.store.claims.insert(claimIn("accepted"));
		await notifier.notify(refused);
		await run();
		expect(receiver.received).toEqual([]);
		await ports.store.claims.move({ ...claimIn("refused"), version: 2 });
		clock.ms += 5_001;
		await run();
		expect(receiver.received.map(({ body }) => JSON.parse(body).kind)).toEqual(["claim.refused"]);
	});
	test("is not sent when another worker moved the claim elsewhere", async () => {
		const { ports, notifier, run, clock } = desk(toHook(receiver, newSecret()));
		await ports.store.claims.insert(claimIn("settled"));
		await notifier.notify(refused);
		await run();
		clock.ms += 86_400_000;
		await run();
		expect(receiver.received).toEqual([]);
		expect(await ports.store.notices.due("webhook/hook", Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
	});
});

describe("the alert topic", () => {
	const ARN = "arn:aws:sns:eu-central-1:123456789012:imo-relay-dev-alerts";
	const keys = { accessKeyId: "AKID", secretAccessKey: "secret" };
	const access = () => ({ region: "eu-central-1", ...keys, endpoints: { sns: receiver.url } });
	const published = (): URLSearchParams[] => receiver.received.map(({ body }) => new URLSearchParams(body));
	const OK = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;
	const refusal = (code: string) =>
		`<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no such topic</Message></Error></ErrorResponse>`;

	test("is published to in SNS's query protocol, signed", async () => {
		receiver.answer = { status: 200, body: OK };
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
		const { headers, body } = receiver.received[0] as Receiver["received"][0];
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
		receiver.answer = { status: 404, body: refusal("NotFound") };
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
