import { afterAll, beforeAll, describe } from "@jest/globals";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import type { Store } from "../../functions/core/ports/ports.ts";
import { localAccess, startTable } from "../../infra/local/table.ts";
import { freshName } from "./fresh.ts";
import { storeSuite } from "./store-suite.ts";

interface Driver {
	store: Store;
	close(): Promise<void>;
}
/** A driver is added here, and held to the same promises. */
const drivers: Record<string, () => Promise<Driver>> = {
	memory: async () => ({ store: memoryStore(), close: async () => undefined }),
	"DynamoDB on dynalite": async () => {
		const tableName = freshName();
		const table = await startTable(0, tableName);
		return {
			store: dynamoStore(tableName, dynamoClient(localAccess(table.endpoint))),
			close: () => table.stop(),
		};
	},
};

describe.each(Object.entries(drivers))("the store in %s", (name, start) => {
	let driver: Driver;
	beforeAll(async () => {
		driver = await start();
	});
	afterAll(() => driver.close());

	storeSuite(() => driver.store, { watched: name === "memory" ? 300 : 12 });
});
