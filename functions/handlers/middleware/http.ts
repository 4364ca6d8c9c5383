import middy from "@middy/core";
import httpRouter from "@middy/http-router";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod/mini";
import { Fault, faults } from "../../core/fault.ts";
import type { Log } from "../../core/ports/ports.ts";
import { json, problem, type Reply, tagged } from "./reply.ts";

export type Event = APIGatewayProxyEventV2;
type Method = "GET" | "POST" | "DELETE";
const MAX_BODY_BYTES = 8 * 1024;

/** What an operation takes and gives, in which shape. */
export interface Shapes {
	path?: z.ZodMiniType;
	query?: z.ZodMiniType;
	body?: z.ZodMiniType;
	reply: z.ZodMiniType;
	status?: number;
	hasTag?: boolean;
}
export interface Route {
	method: Method;
	path: string;
	/** None for a file. */
	shapes?: Shapes;
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
	/** The reply has an entity tag: whoever names it by `If-None-Match` gets 304 while nothing has changed. */
	hasTag?: boolean;
	headers?: (result: R) => Record<string, string>;
	/** The one use case. */
	run: (input: { path: P; query: Q; body: B }) => Promise<R>;
}

/** One operation of the API: parsed at the door, one use case, encoded at the door. */
export const route = <P, Q, B, R>(method: Method, path: string, operation: Operation<P, Q, B, R>): Route => ({
	method,
	path,
	shapes: operation as unknown as Shapes,
	handler: async (event) => {
		const result = await operation.run({
			path: parse("path", operation.path, event.pathParameters ?? {}),
			query: parse("query", operation.query, event.queryStringParameters ?? {}),
			body: operation.body ? parse("body", operation.body, readJson(event)) : (undefined as B),
		});
		const reply = json(operation.status ?? 200, z.encode(operation.reply, result), operation.headers?.(result));
		return operation.hasTag ? tagged(reply, event.headers?.["if-none-match"]) : reply;
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

const isHead = (event: Event | undefined): boolean => event?.requestContext?.http?.method === "HEAD";
const bodiless = (reply: Reply): Reply => ({ ...reply, body: "" });

/** The handler of an HTTP function: whatever comes in, what goes out is a documented reply. HEAD is GET without its body. */
export function http(routes: Route[], log: Log) {
	const served = routes.flatMap(({ method, path, handler }) => [
		{ method, path, handler },
		...(method === "GET"
			? [{ method: "HEAD", path, handler: async (event: Event) => bodiless(await handler(event)) }]
			: []),
	]);
	return middy<Event, Reply>()
		.use({
			onError: (request) => {
				const error = request.error as (Error & { statusCode?: number }) | undefined;
				const answer = (shown: unknown, problems?: string[]): void => {
					const reply = problem(shown, problems);
					request.response = isHead(request.event) ? bodiless(reply) : reply;
				};
				if (error instanceof Malformed) return answer(new Fault("malformed_request"), error.problems);
				if (error instanceof Fault) {
					const { code, facts } = error;
					if (faults[code].status >= 500) log.warn("request_failed", { code, error: error.message, ...facts });
					return answer(error);
				}
				if (error?.statusCode === 404) return answer(new Fault("unknown_route"));
				log.warn("unexpected_error", { path: request.event?.rawPath, error: error?.stack });
				return answer(error);
			},
		})
		.handler(httpRouter(served as never) as never);
}
