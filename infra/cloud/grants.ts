/** What one function may do; everything else is refused to its role. */
export interface Grant {
	/** Calls to the table, without `dynamodb:`. */
	table: readonly string[];
	/** Indexes that it queries. */
	indexes?: readonly ("waiting" | "holders")[];
	/** Functions that it wakes. */
	wakes?: readonly string[];
	/** Publishes to the alert topic, and reads the webhooks' secrets. */
	notifies?: boolean;
	/** Signs with the lanes' keys. */
	signs?: boolean;
	/** Reads the addresses of the lanes' keys. */
	readsAddresses?: boolean;
	/** Has a schedule in serverless.yml; minutes between two runs (`stage`: as the stage file says). */
	everyMinutes?: number | "stage";
}

const lease = ["PutItem", "DeleteItem"];
const rows = ["GetItem", "PutItem", "Query"];

/** A function of serverless.yml is added here, and has its role and its place on the dashboard with that. */
export const grants: Readonly<Record<string, Grant>> = {
	watch: {
		table: ["GetItem", "PutItem", "BatchGetItem", "BatchWriteItem", "Query", "DeleteItem"],
		indexes: ["waiting"],
		wakes: ["snapshot", "notify"],
		everyMinutes: 1,
	},
	sweep: { table: [...rows, ...lease, "UpdateItem"], wakes: ["settle", "notify"], signs: true, everyMinutes: "stage" },
	snapshot: {
		table: [...rows, ...lease, "BatchGetItem", "UpdateItem"],
		indexes: ["waiting"],
		wakes: ["settle", "payout", "notify"],
		signs: true,
		everyMinutes: "stage",
	},
	relay: {
		table: [...rows, ...lease, "BatchGetItem"],
		indexes: ["waiting"],
		wakes: ["settle", "relay", "notify"],
		signs: true,
		everyMinutes: 1,
	},
	settle: {
		table: [...rows, ...lease, "BatchGetItem", "UpdateItem"],
		indexes: ["waiting"],
		wakes: ["relay", "notify"],
		signs: true,
		everyMinutes: 1,
	},
	payout: {
		table: [...rows, ...lease, "BatchGetItem", "UpdateItem"],
		indexes: ["waiting", "holders"],
		wakes: ["relay", "notify"],
		everyMinutes: 1,
	},
	notify: {
		table: ["GetItem", "PutItem", "DeleteItem", "BatchGetItem"],
		indexes: ["waiting"],
		notifies: true,
		everyMinutes: 1,
	},
	claims: {
		table: [...rows, "UpdateItem", "BatchGetItem"],
		indexes: ["waiting", "holders"],
		wakes: ["relay", "payout", "notify"],
	},
	operator: {
		table: [...rows, "BatchGetItem", "DeleteItem"],
		indexes: ["waiting", "holders"],
		wakes: ["relay", "settle", "payout"],
		readsAddresses: true,
	},
	/** Gives out its own files. */
	page: { table: [] },
};
