import middy from "@middy/core";
import httpRouter from "@middy/http-router";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod/mini";
import { Fault } from "../../core/fault.ts";
import type { Log } from "../../core/ports/ports.ts";
import { json, problem, type Reply } from "./reply.ts";

type Event = APIGatewayProxyEventV2;
type Method = "GET" | "POST" | "DELETE";
const MAX_BODY_BYTES = 8 * 1024;

interface Route {
	method: Method;
	path: string;
	handler: (event: Event) => Promise<Reply>;
}

/** A body, path or query of another shape than documented: every problem, by name. */
class Malformed extends Error {
	readonly problems: string[];
	constructor(problems: string[]) {
		super("malformed_request");
		this.problems = problems;
	}
}

interface Operation<P, Q, B, R> {
	path?: z.ZodMiniType<P>;
	query?: z.ZodMiniType<Q>;
	body?: z.ZodMiniType<B>;
	reply: z.ZodMiniType<R>;
	status?: number;
	headers?: (result: R) => Record<string, string>;
	/** The one use case. */
	run: (input: { path: P; query: Q; body: B }) => Promise<R>;
}

/** One operation of the API: parsed at the door, one use case, encoded at the door. */
export const route = <P, Q, B, R>(method: Method, path: string, operation: Operation<P, Q, B, R>): Route => ({
	method,
	path,
	handler: async (event) => {
		const result = await operation.run({
			path: parse("path", operation.path, event.pathParameters ?? {}),
			query: parse("query", operation.query, event.queryStringParameters ?? {}),
			body: operation.body ? parse("body", operation.body, readJson(event)) : (undefined as B),
		});
		return json(operation.status ?? 200, z.encode(operation.reply, result), operation.headers?.(result));
	},
});

function parse<T>(where: string, schema: z.ZodMiniType<T> | undefined, input: unknown): T {
	if (!schema) return undefined as T;
	const parsed = schema.safeParse(input);
	if (parsed.success) return parsed.data;
	throw new Malformed(parsed.error.issues.map((issue) => `${[where, ...issue.path].join(".")}: ${issue.message}`));
}

function readJson(event: Event): unknown {
	const text = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString() : (event.body ?? "");
	if (Buffer.byteLength(text) > MAX_BODY_BYTES) throw new Fault("body_too_large");
	try {
		return JSON.parse(text);
	} catch {
		throw new Fault("malformed_json");
	}
}

/** The handler of an HTTP function: whatever comes in, what goes out is a documented reply. */
export function http(routes: Route[], log: Log) {
	return middy<Event, Reply>()
		.use({
			onError: (request) => {
				const error = request.error as (Error & { statusCode?: number }) | undefined;
				if (error instanceof Malformed) request.response = problem(new Fault("malformed_request"), error.problems);
				else if (error instanceof Fault) request.response = problem(error);
				else if (error?.statusCode === 404) request.response = problem(new Fault("unknown_route"));
				else {
					log.warn("unexpected_error", { path: request.event?.rawPath, error: error?.stack });
					request.response = problem(error);
				}
			},
		})
		.handler(httpRouter(routes.map((one) => ({ ...one, handler: one.handler as never }))) as never);
}
