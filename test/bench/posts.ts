import { join } from "node:path";
import type { ClaimOrder } from "../../functions/app/accept-claim.ts";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { anyPort, children, eventually } from "../../infra/local/children.ts";
import { LOCAL_AWS } from "../../infra/local/table.ts";
import { atOnce } from "./relay-runs.ts";
import type { RelayWorld } from "./relay-world.ts";

const CLIENTS = 20;
const POSTS = 400;
/** Of them, those that are posted one after the other. */
const ALONE = 60;

export interface Posts {
	p50Ms: number;
	p99Ms: number;
	noopP50Ms: number;
	/** Of a single client: what it takes where nobody queues, as on Lambda, which starts an instance for each request. */
	aloneP50Ms: number;
}

/** What 20 clients wait for a 202 from the real handler, one process, beside one that does nothing behind the same server. */
export async function postRun(world: RelayWorld): Promise<Posts> {
	const { tableEndpoint, tableName } = await world.freshPorts({ wake: async () => undefined });
	const kids = children(() => undefined);
	const port = await anyPort();
	try {
		const env = {
			...LOCAL_AWS,
			STAGE: "bench",
			STAGE_FILE: world.stageFile,
			TABLE_NAME: tableName,
			LANE_KEY_1: ANVIL_KEYS[1],
			AWS_ENDPOINT_URL_DYNAMODB: tableEndpoint,
			AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}/lambda`,
			POWERTOOLS_LOG_LEVEL: "CRITICAL",
		};
		kids.start(
			"handler",
			[process.execPath, join(import.meta.dirname, "serve-handler.ts"), String(port)],
			env,
			() => undefined,
		);
		const url = `http://127.0.0.1:${port}`;
		await eventually("the handler", 20_000, async () => ((await fetch(`${url}/v1/health`)).ok ? true : undefined));
		const holders = world.holders.slice(0, POSTS);
		const orders = await atOnce(
			20,
			holders.map((holder) => () => world.order(holder, "on-behalf")),
		);
		const bodies = orders.map(bodyOf);
		await timed(`${url}/noop`, bodies.slice(0, 100)); // warm
		const noop = await timed(`${url}/noop`, bodies);
		const claims = `${url}/v1/claims`;
		await timed(claims, bodies.slice(0, 60)); // warm
		const alone = await timed(claims, bodies.slice(60, 60 + ALONE), 1);
		const real = await timed(claims, bodies.slice(60 + ALONE));
		return {
			p50Ms: part(real, 0.5),
			p99Ms: part(real, 0.99),
			noopP50Ms: part(noop, 0.5),
			aloneP50Ms: part(alone, 0.5),
		};
	} finally {
		await kids.stop();
	}
}

/** Milliseconds of each post, so many at a time; throws unless every one is a 202. */
const timed = (url: string, bodies: readonly string[], clients = CLIENTS): Promise<number[]> =>
	atOnce(
		clients,
		bodies.map((body) => async () => {
			const startedMs = performance.now();
			const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
			const text = await response.text();
			if (response.status !== 202) throw new Error(`POST ${url}: ${response.status} ${text}`);
			return performance.now() - startedMs;
		}),
	);

const part = (all: readonly number[], share: number): number =>
	all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))] ?? Number.NaN;

function bodyOf(order: ClaimOrder): string {
	if (order.route === "forwarder") throw new Error("posts are on behalf");
	const { tokenId, consent, ...rest } = order;
	const { deadlineSec, ...fields } = consent;
	const text = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
	return JSON.stringify({ ...rest, token: tokenId, consent: { ...fields, deadline: deadlineSec } }, text);
}
