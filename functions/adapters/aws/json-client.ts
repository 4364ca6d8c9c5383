import { type AwsAccess, AwsError, type Repeating, signedPost } from "./signed-post.ts";

/** One of the services that speak AWS JSON: short name, the API's name, protocol version. */
export interface AwsService {
	name: string;
	target: string;
	version: "1.0" | "1.1";
}
export type AwsCall = <T>(action: string, input: object, how?: Repeating) => Promise<T>;

/** A small client for AWS JSON services; throws AwsError. */
export function awsJson(access: AwsAccess, { name, target, version }: AwsService): AwsCall {
	const post = signedPost(access, name, errorOf);
	return async <T>(action: string, input: object, how?: Repeating): Promise<T> => {
		const headers = { "content-type": `application/x-amz-json-${version}`, "x-amz-target": `${target}.${action}` };
		return JSON.parse(await post({ headers, body: JSON.stringify(input), ...how })) as T;
	};
}

function errorOf(status: number, text: string): AwsError {
	try {
		const { __type, message, Message } = JSON.parse(text) as Record<string, string | undefined>;
		return new AwsError(__type?.split("#").at(-1) ?? "Unknown", status, message ?? Message ?? "no message");
	} catch {
		return new AwsError("Unknown", status, `HTTP ${status}`);
	}
}
