import http from "node:http";
import https from "node:https";
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
/** One of the services that speak AWS JSON: short name, the API's name, protocol version. */
export interface AwsService {
	name: string;
	target: string;
	version: "1.0" | "1.1";
}
export type AwsCall = <T>(action: string, input: object) => Promise<T>;

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

const httpAgent = new http.Agent({ keepAlive: true });
const httpsAgent = new https.Agent({ keepAlive: true });
const ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;
const FIRST_WAIT_MS = 25;
const passing =
	/Throttl|SlowDown|RequestLimitExceeded|ThroughputExceeded|TransactionInProgress|RequestTimeout|InternalServer/;

/**
 * A small client for AWS JSON services: signs (SigV4), retries what passes by itself, throws AwsError. It stands in for
 * the SDK where a cold start counts: the SDK's DynamoDB client alone takes longer to load than everything else.
 */
export function awsJson(access: AwsAccess, { name, target, version }: AwsService): AwsCall {
	const { region, accessKeyId, secretAccessKey, sessionToken } = access;
	const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
	const url = new URL(access.endpoints[name] ?? `https://${name}.${region}.${suffix}`);
	const keys = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };

	const attempt = async <T>(action: string, body: string): Promise<T> => {
		const headers = { "content-type": `application/x-amz-json-${version}`, "x-amz-target": `${target}.${action}` };
		const call = { host: url.host, method: "POST", path: "/", service: name, region, headers, body };
		const { headers: signed } = aws4.sign(call, keys);
		const { status, text } = await post(url, signed as Record<string, string>, body);
		if (status === 200) return JSON.parse(text) as T;
		throw errorOf(status, text);
	};
	return async <T>(action: string, input: object): Promise<T> => {
		const body = JSON.stringify(input);
		for (let turn = 1; ; turn++) {
			try {
				return await attempt<T>(action, body);
			} catch (error) {
				if (turn === ATTEMPTS || !passes(error)) throw error;
				await new Promise((resolve) => setTimeout(resolve, Math.random() * FIRST_WAIT_MS * 2 ** turn));
			}
		}
	};
}

/** By Node's older client, which is there at once; connections are kept between calls. */
function post(url: URL, headers: Record<string, string>, body: string): Promise<{ status: number; text: string }> {
	const secure = url.protocol === "https:";
	return new Promise((resolve, reject) => {
		const signal = AbortSignal.timeout(TIMEOUT_MS);
		const options = { method: "POST", headers, signal, agent: secure ? httpsAgent : httpAgent };
		const outgoing = (secure ? https : http).request(url, options, (reply) => {
			const parts: Buffer[] = [];
			reply.on("data", (part: Buffer) => parts.push(part));
			reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
			reply.on("error", reject);
		});
		outgoing.on("error", reject);
		outgoing.end(body);
	});
}

/** Whether a call may succeed later. What never came is asked again, too: every call that we make may be repeated. */
export const passes = (error: unknown): boolean =>
	!(error instanceof AwsError) || error.status >= 500 || error.status === 429 || passing.test(error.type);

function errorOf(status: number, text: string): AwsError {
	try {
		const { __type, message, Message } = JSON.parse(text) as Record<string, string | undefined>;
		return new AwsError(__type?.split("#").at(-1) ?? "Unknown", status, message ?? Message ?? "no message");
	} catch {
		return new AwsError("Unknown", status, `HTTP ${status}`);
	}
}
