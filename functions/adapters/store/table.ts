import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { timeKey } from "../../core/time-key.ts";
import type { DynamoSend } from "../aws/dynamodb.ts";
import { AwsError } from "../aws/signed-post.ts";
import type { Item } from "./records.ts";

export interface Key {
	pk: string;
	sk: string;
}
/** An expression with its values; names are written as #name and mean the attribute of that name. */
export interface Condition {
	expression: string;
	values?: Item;
}
export interface QueryOptions {
	index?: "waiting" | "holders";
	partition: string;
	prefix?: string;
	newestFirst?: boolean;
	limit?: number;
	/** The sort key after which the page starts. */
	after?: string;
}

const indexKeys = {
	base: { hash: "pk", range: "sk" },
	waiting: { hash: "queue", range: "queuedAt" },
	holders: { hash: "holderKey", range: "queuedAt" },
} as const;

/** What one BatchWriteItem takes. */
const MOST_WRITES = 25;

/** The few DynamoDB calls that the store is made of: single items, single conditions, consistent reads of the table. */
export function dynamoTable(tableName: string, send: DynamoSend) {
	const TableName = tableName;
	const names = (expression: string): Record<string, string> =>
		Object.fromEntries([...expression.matchAll(/#(\w+)/g)].map(([hash, name]) => [hash, name as string]));
	const clean = (item: Item | Key): Record<string, AttributeValue> => marshall(item, { removeUndefinedValues: true });

	// Numbers of up to 38 digits: one that JavaScript can't hold comes as a bigint.
	const read = (item: Record<string, AttributeValue>): Item =>
		unmarshall(item, {
			wrapNumbers: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
		});

	const unlessRefused = async (call: Promise<unknown>): Promise<boolean> => {
		try {
			await call;
			return true;
		} catch (error) {
			if (error instanceof AwsError && error.type === "ConditionalCheckFailedException") return false;
			throw error;
		}
	};
	const conditionOf = ({ expression, values }: Condition) => ({
		ConditionExpression: expression,
		...(/#\w/.test(expression) ? { ExpressionAttributeNames: names(expression) } : {}),
		...(values ? { ExpressionAttributeValues: clean(values) } : {}),
	});

	return {
		async get(key: Key): Promise<Item | undefined> {
			const { Item } = await send("GetItem", { TableName, Key: clean(key), ConsistentRead: true });
			return Item && read(Item);
		},
		/** In any order; what is missing is left out. */
		async getMany(keys: readonly Key[]): Promise<Item[]> {
			const found: Item[] = [];
			let Keys = keys.map(clean);
			while (Keys.length > 0) {
				const reply = await send("BatchGetItem", {
					RequestItems: { [TableName]: { Keys: Keys.slice(0, 100), ConsistentRead: true } },
				});
				found.push(...(reply.Responses?.[TableName] ?? []).map(read));
				Keys = [...(reply.UnprocessedKeys?.[TableName]?.Keys ?? []), ...Keys.slice(100)];
			}
			return found;
		},
		/** false: the condition does not hold. */
		put: (item: Item & Key, condition?: Condition): Promise<boolean> =>
			unlessRefused(send("PutItem", { TableName, Item: clean(item), ...(condition ? conditionOf(condition) : {}) })),
		/** Whatever stands there; in any order, so for items that always say the same. */
		async putMany(items: readonly (Item & Key)[]): Promise<void> {
			let Puts = items.map((item) => ({ PutRequest: { Item: clean(item) } }));
			for (let waitMs = 50; Puts.length > 0; ) {
				const reply = await send("BatchWriteItem", { RequestItems: { [TableName]: Puts.slice(0, MOST_WRITES) } });
				const left = (reply.UnprocessedItems?.[TableName] ?? []) as typeof Puts;
				Puts = [...left, ...Puts.slice(MOST_WRITES)];
				if (left.length === 0) continue;
				await new Promise((resolve) => setTimeout(resolve, waitMs)); // the table is throttled
				waitMs = Math.min(waitMs * 2, 2_000);
			}
		},
		/** Adds to an item's `total` while that is at most `most`; false: it is more. */
		add: (key: Key, amount: bigint, most: bigint, expiresAtSec: number): Promise<boolean> =>
			unlessRefused(
				send("UpdateItem", {
					TableName,
					Key: clean(key),
					UpdateExpression: "SET #expiresAtSec = :expires ADD #total :amount",
					ConditionExpression: "attribute_not_exists(#total) OR #total <= :most",
					ExpressionAttributeNames: names("#expiresAtSec #total"),
					ExpressionAttributeValues: clean({ ":expires": expiresAtSec, ":amount": amount, ":most": most }),
				}),
			),
		/** Takes off an item's `total`; asked once, since it must not be done twice. */
		takeOff: async (key: Key, amount: bigint): Promise<void> => {
			const input = {
				TableName,
				Key: clean(key),
				UpdateExpression: "ADD #total :amount",
				ExpressionAttributeNames: names("#total"),
				ExpressionAttributeValues: clean({ ":amount": -amount }),
			};
			await send("UpdateItem", input, { isOnce: true });
		},
		remove: (key: Key, condition: Condition): Promise<boolean> =>
			unlessRefused(send("DeleteItem", { TableName, Key: clean(key), ...conditionOf(condition) })),
		/** Pages in order; consistent on the table itself, eventually consistent on an index. */
		async *query(options: QueryOptions): AsyncGenerator<Item[], void> {
			const { hash, range } = indexKeys[options.index ?? "base"];
			if (options.after === "" && options.newestFirst) return; // nothing sorts below it, and DynamoDB refuses to compare
			const bound = options.after === undefined ? "" : ` AND #${range} ${options.newestFirst ? "<" : ">"} :after`;
			const prefix = options.prefix !== undefined && bound === "" ? ` AND begins_with(#${range}, :prefix)` : "";
			const expression = `#${hash} = :hash${prefix}${bound}`;
			let start: Record<string, AttributeValue> | undefined;
			do {
				const reply = await send("Query", {
					TableName,
					...(options.index ? { IndexName: options.index } : { ConsistentRead: true }),
					KeyConditionExpression: expression,
					ExpressionAttributeNames: names(expression),
					ExpressionAttributeValues: clean({
						":hash": options.partition,
						...(prefix ? { ":prefix": options.prefix } : {}),
						...(bound ? { ":after": options.after } : {}),
					}),
					ScanIndexForward: !options.newestFirst,
					...(options.limit ? { Limit: options.limit } : {}),
					...(start ? { ExclusiveStartKey: start } : {}),
				});
				yield (reply.Items ?? []).map(read);
				start = reply.LastEvaluatedKey;
			} while (start);
		},
	};
}
export type Table = ReturnType<typeof dynamoTable>;
export const NEW: Condition = { expression: "attribute_not_exists(pk)" };
/** Compare-and-set by version. */
export const following = (version: number): Condition => ({
	expression: "#version = :before",
	values: { ":before": version - 1 },
});

/** What the index `waiting` has in a partition that is due by its time; it may lag behind, so look at each item's own state. */
export async function dueIn(table: Table, partition: string, nowMs: number, limit: number): Promise<Item[]> {
	const { value: entries = [] } = await table.query({ index: "waiting", partition, limit }).next();
	const due = entries.filter(({ queuedAt }) => String(queuedAt) < timeKey(nowMs + 1));
	return table.getMany(due.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })));
}
