import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { AwsError, signedPost } from "../../functions/adapters/aws/signed-post.ts";
import { type CloudStack, clientOf, OWNER } from "./stack.ts";

/** Gives the stack under test, once it is deployed. */
export type StackOf = () => CloudStack;
/** Notes what was compared, by any name that nothing else has. */
export type Count = (...resources: string[]) => void;

interface Resource {
	Properties: Record<string, unknown>;
	DeletionPolicy?: string;
}
/** The resources of the template as it was deployed: for what the emulator keeps under other names than it answers with. */
export async function template(stack: CloudStack): Promise<Record<string, Resource>> {
	const client = new CloudFormationClient(clientOf(stack));
	const { TemplateBody = "{}" } = await client.send(new GetTemplateCommand({ StackName: stack.name }));
	client.destroy();
	return (JSON.parse(TemplateBody) as { Resources: Record<string, Resource> }).Resources;
}

/** Asks SNS, whose SDK the project does not have; gives the XML with its quotes as they are meant. */
export async function askSns(stack: CloudStack, action: string, input: Record<string, string> = {}): Promise<string> {
	const access = { region: stack.region, ...OWNER, endpoints: { sns: stack.endpoint } };
	const post = signedPost(access, "sns", (status, text) => new AwsError("sns", status, text));
	const body = new URLSearchParams({ Action: action, Version: "2010-03-31", ...input }).toString();
	const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
	return (await post({ headers, body })).replaceAll("&quot;", '"');
}
/** What stands in each of the XML's elements of a name. */
export const allOf = (xml: string, tag: string): string[] =>
	[...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, text = ""]) => text);
