import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import {
	CreateTableCommand,
	type CreateTableCommandInput,
	DynamoDBClient,
	ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { parse } from "yaml";
import type { Aws } from "../../functions/config.ts";

/** Nothing checks these; the SDK wants some. */
export const LOCAL_AWS = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local", AWS_REGION: "eu-central-1" };

/** What the template says of the table, under another name. */
export function tableDefinition(tableName: string): CreateTableCommandInput {
	const template = parse(readFileSync(join(import.meta.dirname, "../resources/table.yml"), "utf8"));
	const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = template.Resources.Table.Properties;
	return { TableName: tableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode };
}

/** The service's own way to a DynamoDB API on this machine. */
export const localAccess = (endpoint: string): Aws => ({
	region: LOCAL_AWS.AWS_REGION,
	accessKeyId: LOCAL_AWS.AWS_ACCESS_KEY_ID,
	secretAccessKey: LOCAL_AWS.AWS_SECRET_ACCESS_KEY,
	endpoints: { dynamodb: endpoint },
});

/** The SDK's client for a DynamoDB API on this machine: makes tables. */
export const localClient = (endpoint: string): DynamoDBClient =>
	new DynamoDBClient({
		endpoint,
		region: LOCAL_AWS.AWS_REGION,
		credentials: { accessKeyId: LOCAL_AWS.AWS_ACCESS_KEY_ID, secretAccessKey: LOCAL_AWS.AWS_SECRET_ACCESS_KEY },
	});

/** A DynamoDB API in this process with the service's table; in memory, or kept under `path`. */
export async function startTable(
	port: number,
	tableName: string,
	path?: string,
): Promise<{ endpoint: string; stop(): Promise<void> }> {
	const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path ? { path } : {}) });
	await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
	const endpoint = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
	const client = localClient(endpoint);
	try {
		await client.send(new CreateTableCommand(tableDefinition(tableName)));
	} catch (error) {
		if (!(error instanceof ResourceInUseException)) throw error; // kept from an earlier run
	} finally {
		client.destroy();
	}
	return {
		endpoint,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
