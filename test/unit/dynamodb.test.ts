import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { AwsError } from "../../functions/adapters/aws/signed-post.ts";
import { localAccess } from "../../infra/local/table.ts";

/** A table that answers every call alike. */
let answer: { status: number; body: object } | "nothing" = "nothing";
let calls = 0;
const server = createServer((request, response) => {
	request.resume();
	calls++;
	if (answer === "nothing") return void request.socket.destroy();
	response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(answer.body));
});
beforeAll(() => new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready)));
afterAll(() => new Promise<void>((done) => void server.close(() => done())));

const get = (how?: { isOnce: boolean }) => {
	const { port } = server.address() as AddressInfo;
	const send = dynamoClient(localAccess(`http://127.0.0.1:${port}`));
	return send("GetItem", { TableName: "t", Key: { pk: { S: "a" } } }, how);
};
const error = (type: string, status = 400) => ({
	status,
	body: { __type: `com.amazonaws.dynamodb#${type}`, message: "m" },
});

describe("a table", () => {
	test.each([
		["hangs up", "nothing" as const],
		["fails inside", error("InternalServerError", 500)],
		["is throttled", error("ProvisionedThroughputExceededException")],
	])("that %s is asked four times, and is store_unavailable", async (_what, given) => {
		[answer, calls] = [given, 0];
		await expect(get()).rejects.toMatchObject({ code: "store_unavailable", facts: { action: "GetItem" } });
		expect(calls).toBe(4);
	});
	test("that hangs up is asked once what must not be done twice", async () => {
		[answer, calls] = ["nothing", 0];
		await expect(get({ isOnce: true })).rejects.toMatchObject({ code: "store_unavailable" });
		expect(calls).toBe(1);
	});
	test("that is not there, as while it is restored, is store_unavailable", async () => {
		answer = error("ResourceNotFoundException");
		await expect(get()).rejects.toMatchObject({ code: "store_unavailable" });
	});
	test.each(["ConditionalCheckFailedException", "ValidationException", "AccessDeniedException"])(
		"that answers %s has answered: that is the caller's to understand",
		async (type) => {
			[answer, calls] = [error(type), 0];
			const thrown = await get().catch((one: unknown) => one);
			expect(thrown).toBeInstanceOf(AwsError);
			expect([(thrown as AwsError).type, calls]).toEqual([type, 1]);
		},
	);
});
