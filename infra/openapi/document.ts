import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FaultCode, faults } from "../../functions/core/fault.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Route, Shapes } from "../../functions/handlers/middleware/http.ts";
import { claimsRoutes } from "../../functions/handlers/routes/claims.ts";
import { type Told, told } from "./operations.ts";
import { componentSchemas, type Json, schemaOf } from "./schemas.ts";

/** What the running service was asked and answered, recorded by `npm run examples`. */
export interface Example {
	path?: Record<string, string>;
	query?: Record<string, string>;
	body?: unknown;
	reply: unknown;
}
export type Examples = Record<string, Record<string, Example>>;
export const EXAMPLES = join(import.meta.dirname, "examples.json");

export const operationOf = ({ method, path }: Pick<Route, "method" | "path">): string => `${method} ${path}`;
type Operation = Route & { shapes: Shapes };
/** The API's operations as they are served; none is run. */
export const apiRoutes = (): Operation[] =>
	claimsRoutes({} as Ports, "").filter((route): route is Operation => route.shapes !== undefined);

const HEADERS = {
	location: { description: "Where the claim is", schema: { type: "string" } },
	"retry-after": { description: "Seconds after which to ask again", schema: { type: "integer" } },
	etag: { description: "Names this very answer, for If-None-Match", schema: { type: "string" } },
};
const headers = (...names: (keyof typeof HEADERS)[]): Json =>
	names.length > 0 ? { headers: Object.fromEntries(names.map((name) => [name, HEADERS[name]])) } : {};

/** OpenAPI 3.1, made from the shapes that the handlers parse and encode by. Throws what is missing. */
export function openApi(
	version: string,
	examples: Examples = JSON.parse(readFileSync(EXAMPLES, "utf8")) as Examples,
	routes: readonly Operation[] = apiRoutes(),
): Json {
	const missing = routes.map(operationOf).filter((name) => !told[name] || !examples[name]);
	if (missing.length > 0)
		throw new Error(`say what these are in infra/openapi/operations.ts and run \`npm run examples\`: ${missing}`);
	const paths: Record<string, Json> = {};
	for (const route of routes) {
		const name = operationOf(route);
		const described = operation(route.shapes, told[name] as Told, examples[name] ?? {});
		paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: described };
	}
	return {
		openapi: "3.1.0",
		info: {
			title: "imo-relay",
			version,
			description:
				"Gas-free claims of ERC-7641 revenue shares. Integers that may be large are decimal strings; `…Wei` is wei, `…Sec` Unix seconds, `…Ms` Unix milliseconds. Errors are RFC 9457 problems with a stable `code`. Whatever has GET has HEAD. A 429 without our body is the gateway's, over all callers.",
			license: { name: "MIT", identifier: "MIT" },
		},
		servers: [{ url: "/" }],
		tags: ["service", "tokens", "holders", "claims", "mandates", "opt-outs"].map((name) => ({ name })),
		paths,
		components: { schemas: componentSchemas(), examples: problemExamples() },
	};
}

function operation(
	shapes: Shapes,
	{ id, tag, summary, description, codes, ...said }: Told,
	examples: Record<string, Example>,
): Json {
	const { path, query, body, reply, status = 200, hasTag } = shapes;
	const first = Object.values(examples)[0];
	const parameters = [
		...parametersOf("path", path, first?.path),
		...parametersOf("query", query, first?.query),
		...(hasTag ? [{ name: "if-none-match", in: "header", schema: { type: "string" } }] : []),
	];
	const content = (schema: Json, pick: (one: Example) => unknown) => ({
		"application/json": {
			schema,
			examples: Object.fromEntries(Object.entries(examples).map(([name, one]) => [name, { value: pick(one) }])),
		},
	});
	const common: FaultCode[] = [
		...(path || query || body ? ["malformed_request" as const] : []),
		...(body ? ["malformed_json" as const, "body_too_large" as const] : []),
		...(path || body ? ["rpc_unavailable" as const, "store_unavailable" as const] : []),
		"internal",
	];
	return {
		operationId: id,
		tags: [tag],
		summary,
		...(description ? { description } : {}),
		...(parameters.length > 0 ? { parameters } : {}),
		...(body ? { requestBody: { required: true, content: content(schemaOf(body), (one) => one.body) } } : {}),
		responses: {
			[status]: {
				description: status === 202 ? "Accepted" : "OK",
				...headers(...(said.headers ?? []), ...(hasTag ? ["etag" as const] : [])),
				content: content(schemaOf(reply), (one) => one.reply),
			},
			...(hasTag ? { 304: { description: "Nothing has changed", ...headers("etag") } } : {}),
			...problems([...common, ...(codes ?? [])]),
		},
	};
}

function parametersOf(where: "path" | "query", shape: Shapes["path"], example: Record<string, string> = {}): Json[] {
	if (!shape) return [];
	const { properties = {} } = schemaOf(shape) as { properties?: Record<string, Json> };
	return Object.entries(properties).map(([name, schema]) => ({
		name,
		in: where,
		...(where === "path" ? { required: true } : {}),
		schema,
		...(example[name] === undefined ? {} : { example: example[name] }),
	}));
}

/** The faults of an operation, by their status. */
function problems(codes: readonly FaultCode[]): Json {
	const byStatus = Map.groupBy([...new Set(codes)], (code) => faults[code].status);
	return Object.fromEntries(
		[...byStatus]
			.sort(([a], [b]) => a - b)
			.map(([status, some]) => [
				status,
				{
					description: some.map((code) => `\`${code}\`: ${faults[code].title}`).join("; "),
					...(some.some((code) => faults[code].retry) ? headers("retry-after") : {}),
					content: {
						"application/problem+json": {
							schema: { $ref: "#/components/schemas/Problem" },
							examples: Object.fromEntries(some.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
						},
					},
				},
			]),
	);
}

/** Each code as it is answered, but for the facts of the case. */
function problemExamples(): Json {
	return Object.fromEntries(
		Object.entries(faults).map(([code, { status, title }]) => [
			code,
			{ value: { type: `urn:imo-relay:${code}`, title, status, code } },
		]),
	);
}
