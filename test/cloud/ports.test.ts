import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { beforeAll, describe, jest } from "@jest/globals";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { kmsSender } from "../../functions/adapters/sender/kms.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import type { Sender } from "../../functions/core/ports/sender.ts";
import { tableDefinition } from "../../infra/local/table.ts";
import { freshName, type Open } from "../ports/fresh.ts";
import { senderSuite } from "../ports/sender-suite.ts";
import { storeSuite } from "../ports/store-suite.ts";
import { clientOf, cloudStack, OWNER } from "./stack.ts";

const stack = cloudStack();
jest.setTimeout(60_000); // other suites keep the emulator busy meanwhile
/** Each history takes hundreds of calls; the many are run on dynalite and in memory (test/ports/store.test.ts). */
const watched = 3;
/** The emulator reckons with Python's 28 digits where DynamoDB, and DynamoDB Local, have 38. */
const tables = {
	"DynamoDB Local": { endpoint: stack.dynamodbLocal, reach: { watched } },
	"the emulator's DynamoDB": { endpoint: stack.endpoint, reach: { watched, digits: 28 } },
};

describe.each(Object.entries(tables))("the store in %s", (_name, { endpoint, reach }) => {
	const tableName = freshName();
	beforeAll(async () => {
		const client = new DynamoDBClient({ ...clientOf(stack), endpoint });
		await client.send(new CreateTableCommand(tableDefinition(tableName)));
		client.destroy();
	}, 30_000);
	const store = dynamoStore(
		tableName,
		dynamoClient({ region: stack.region, ...OWNER, endpoints: { dynamodb: endpoint } }),
	);
	const open: Open = () => store;
	storeSuite(open, reach);
});

describe("a lane's key in the emulator's KMS", () => {
	const sender: Sender = kmsSender(
		[{ keyId: `alias/${stack.name}-${stack.lane}` }],
		() => new KMSClient(clientOf(stack)),
	);
	senderSuite(() => sender);
});
