import { type AwsAccess, AwsError, signedPost } from "./signed-post.ts";

/** A small client for services of the query protocol, as SNS: a form goes out, and of the XML that comes back only an error is read. */
export function awsQuery(access: AwsAccess, { name, version }: { name: string; version: string }) {
	const post = signedPost(access, name, errorOf);
	return async (action: string, input: Readonly<Record<string, string>>): Promise<void> => {
		const body = new URLSearchParams({ Action: action, Version: version, ...input }).toString();
		await post({ headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, body });
	};
}

const partOf = (xml: string, tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];

const errorOf = (status: number, xml: string): AwsError =>
	new AwsError(partOf(xml, "Code") ?? "Unknown", status, partOf(xml, "Message") ?? `HTTP ${status}`);
