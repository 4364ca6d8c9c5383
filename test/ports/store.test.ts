import { afterAll, beforeAll, describe } from "@jest/globals";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import type { Store } from "../../functions/core/ports/ports.ts";
import { localAccess, startTable } from "../../infra/local/table.ts";
import { claimsSuite } from "./claims-suite.ts";
import { countersSuite } from "./counters-suite.ts";
import { freshName } from "./fresh.ts";
import { historySuite } from "./history-suite.ts";
import { lanesSuite } from "./lanes-suite.ts";
import { leasesSuite } from "./leases-suite.ts";
import { ledgerSuite } from "./ledger-suite.ts";
import { mandatesSuite } from "./mandates-suite.ts";
import { noticesSuite } from "./notices-suite.ts";
import { pausesSuite } from "./pauses-suite.ts";
import { payoutsSuite } from "./payouts-suite.ts";
import { probesSuite } from "./probes-suite.ts";
import { slotsSuite } from "./slots-suite.ts";
import { watchingSuite } from "./watching-suite.ts";

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

	const open = (): Store => driver.store;
	claimsSuite(open);
	slotsSuite(open);
	lanesSuite(open);
	ledgerSuite(open);
	historySuite(open);
	watchingSuite(open, name === "memory" ? 300 : 12);
	leasesSuite(open);
	countersSuite(open);
	mandatesSuite(open);
	payoutsSuite(open);
	pausesSuite(open);
	noticesSuite(open);
	probesSuite(open);
});
