import type {
	BatchGetItemInput,
	BatchGetItemOutput,
	BatchWriteItemInput,
	BatchWriteItemOutput,
	DeleteItemInput,
	DeleteItemOutput,
	GetItemInput,
	GetItemOutput,
	PutItemInput,
	PutItemOutput,
	QueryInput,
	QueryOutput,
	UpdateItemInput,
	UpdateItemOutput,
} from "@aws-sdk/client-dynamodb";
import { Fault } from "../../core/fault.ts";
import { awsJson } from "./json-client.ts";
import { type AwsAccess, AwsError, passes, type Repeating } from "./signed-post.ts";

/** What is asked of DynamoDB, with the SDK's types; a binary attribute can't be sent this way. */
interface Operations {
	GetItem: [GetItemInput, GetItemOutput];
	BatchGetItem: [BatchGetItemInput, BatchGetItemOutput];
	BatchWriteItem: [BatchWriteItemInput, BatchWriteItemOutput];
	PutItem: [PutItemInput, PutItemOutput];
	UpdateItem: [UpdateItemInput, UpdateItemOutput];
	DeleteItem: [DeleteItemInput, DeleteItemOutput];
	Query: [QueryInput, QueryOutput];
}
export type DynamoSend = <A extends keyof Operations>(
	action: A,
	input: Operations[A][0],
	how?: Repeating,
) => Promise<Operations[A][1]>;

/**
 * DynamoDB's calls; throws AwsError, `ConditionalCheckFailedException` among its types, and the fault
 * `store_unavailable` when the table gives no answer, is throttled, or is not there (while it is restored).
 */
export function dynamoClient(access: AwsAccess): DynamoSend {
	const call = awsJson(access, { name: "dynamodb", target: "DynamoDB_20120810", version: "1.0" });
	return async (action, input, how) => {
		try {
			return await call(action, input, how);
		} catch (error) {
			const isGone = error instanceof AwsError && error.type === "ResourceNotFoundException";
			if (!isGone && !passes(error)) throw error;
			throw new Fault("store_unavailable", undefined, { action, answer: String((error as Error).message) });
		}
	};
}
