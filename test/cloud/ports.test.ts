import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { beforeAll, describe } from "@jest/globals";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { kmsSender } from "../../functions/adapters/sender/kms.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import type { Sender } from "../../functions/core/ports/sender.ts";
import { tableDefinition } from "../../infra/local/table.ts";
import { claimsSuite } from "../ports/claims-suite.ts";
import { freshName, type Open } from "../ports/fresh.ts";
import { lanesSuite } from "../ports/lanes-suite.ts";
import { leasesSuite } from "../ports/leases-suite.ts";
import { ledgerSuite } from "../ports/ledger-suite.ts";
import { senderSuite } from "../ports/sender-suite.ts";
import { slotsSuite } from "../ports/slots-suite.ts";
import { clientOf, cloudStack, OWNER } from "./stack.ts";

const stack = cloudStack();
const tables = { "DynamoDB Local": stack.dynamodbLocal, "the emulator's DynamoDB": stack.endpoint };

describe.each(Object.entries(tables))("the store in %s", (_name, endpoint) => {
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
	claimsSuite(open);
	slotsSuite(open);
	lanesSuite(open);
	ledgerSuite(open);
	leasesSuite(open);
});

describe("a lane's key in the emulator's KMS", () => {
	const sender: Sender = kmsSender(
		[{ keyId: `alias/${stack.name}-${stack.lane}` }],
		() => new KMSClient(clientOf(stack)),
	);
	senderSuite(() => sender);
});
