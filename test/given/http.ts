import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Log } from "../../functions/core/ports/ports.ts";
import type { Reply } from "../../functions/handlers/middleware/reply.ts";

/** An HTTP API event, as much of it as is looked at. */
export const anEvent = (method: string, path: string, given: object = {}): APIGatewayProxyEventV2 =>
	({
		version: "2.0",
		rawPath: path,
		requestContext: { http: { method, path } },
		headers: {},
		isBase64Encoded: false,
		...given,
	}) as APIGatewayProxyEventV2;

/** A log that keeps what it is told. */
export function keptLog(): Log & { lines: { event: string; facts: Record<string, unknown> }[] } {
	const lines: { event: string; facts: Record<string, unknown> }[] = [];
	const keep = (event: string, facts: Record<string, unknown>) => void lines.push({ event, facts });
	return { lines, info: keep, warn: keep };
}

/** Calls a handler that middy made. */
export const call = (handler: unknown, event: unknown): Promise<Reply> =>
	(handler as (event: unknown, context: unknown) => Promise<Reply>)(event, {});
