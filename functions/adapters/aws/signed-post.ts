import type * as Http from "node:http";
import aws4 from "aws4";

/** Whom a call speaks for, and where it goes. */
export interface AwsAccess {
	region: string;
	accessKeyId: string;
	secretAccessKey: string;
	/** Of a role; a user's keys have none. */
	sessionToken?: string;
	/** Instead of AWS itself, by the service's short name, as in the local stack. */
	endpoints: Readonly<Record<string, string>>;
}
/** What AWS answered instead, by the name of its error. */
export class AwsError extends Error {
	readonly type: string;
	readonly status: number;
	constructor(type: string, status: number, message: string) {
		super(`${type}: ${message}`);
		this.name = "AwsError"; // its `type` says which
		this.type = type;
		this.status = status;
	}
}

/** Node's client for one scheme, loaded when it is first spoken; connections are kept between calls. */
const clients: Record<string, { http: typeof Http; agent: Http.Agent } | undefined> = {};
function clientFor(protocol: string): { http: typeof Http; agent: Http.Agent } {
	const made = clients[protocol];
	if (made) return made;
	const http = process.getBuiltinModule(protocol === "https:" ? "node:https" : "node:http") as typeof Http;
	const client = { http, agent: new http.Agent({ keepAlive: true }) };
	clients[protocol] = client;
	return client;
}
const ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;
const FIRST_WAIT_MS = 25;
const passing =
	/Throttl|SlowDown|RequestLimitExceeded|ThroughputExceeded|TransactionInProgress|RequestTimeout|InternalServer/;

export interface Repeating {
	/** It must not be done twice, so that it is not asked again when no answer comes. */
	isOnce?: boolean;
}
/** What is posted to a service, apart from where it goes and who signs. */
export interface Posted extends Repeating {
	headers: Record<string, string>;
	body: string;
}

/**
 * Posts to one AWS service: signs (SigV4), retries what passes by itself, throws what `errorOf` makes of any other
 * answer. It stands in for the SDK where a cold start counts: the SDK's DynamoDB client alone takes longer to load than
 * everything else.
 */
export function signedPost(
	access: AwsAccess,
	name: string,
	errorOf: (status: number, text: string) => AwsError,
): (posted: Posted) => Promise<string> {
	const { region, accessKeyId, secretAccessKey, sessionToken } = access;
	const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
	const url = new URL(access.endpoints[name] ?? `https://${name}.${region}.${suffix}`);
	const keys = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };

	const attempt = async ({ headers, body }: Posted): Promise<string> => {
		const call = { host: url.host, method: "POST", path: "/", service: name, region, headers: { ...headers }, body };
		const { headers: signed } = aws4.sign(call, keys);
		const { status, text } = await post(url, signed as Record<string, string>, body);
		if (status === 200) return text;
		throw errorOf(status, text);
	};
	return async (posted) => {
		for (let turn = 1; ; turn++) {
			try {
				return await attempt(posted);
			} catch (error) {
				if (posted.isOnce || turn === ATTEMPTS || !passes(error)) throw error;
				await new Promise((resolve) => setTimeout(resolve, Math.random() * FIRST_WAIT_MS * 2 ** turn));
			}
		}
	};
}

/** By Node's older client: fetch takes longer to load. */
function post(url: URL, headers: Record<string, string>, body: string): Promise<{ status: number; text: string }> {
	const { http, agent } = clientFor(url.protocol);
	return new Promise((resolve, reject) => {
		const signal = AbortSignal.timeout(TIMEOUT_MS);
		const options = { method: "POST", headers, signal, agent };
		const outgoing = http.request(url, options, (reply) => {
			const parts: Buffer[] = [];
			reply.on("data", (part: Buffer) => parts.push(part));
			reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
			reply.on("error", reject);
		});
		outgoing.on("error", reject);
		outgoing.end(body);
	});
}

/** Whether a call may succeed later. What never came is asked again, too, but for what must not be done twice. */
export const passes = (error: unknown): boolean =>
	!(error instanceof AwsError) || error.status >= 500 || error.status === 429 || passing.test(error.type);
