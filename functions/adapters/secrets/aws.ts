import { awsJson } from "../aws/json-client.ts";
import { type AwsAccess, AwsError } from "../aws/signed-post.ts";

/**
 * The values of references `ssm:/NAME` (SSM Parameter Store) and `secretsmanager:NAME#FIELD` (Secrets Manager; without
 * FIELD the whole secret). What is not there is left out, for the configuration to name.
 */
export async function awsSecrets(references: readonly string[], access: AwsAccess): Promise<Map<string, string>> {
	const read = { "ssm:": parameterIn(access), "secretsmanager:": secretIn(access) };
	const found = await Promise.all(
		[...new Set(references)].flatMap((reference) =>
			Object.entries(read).flatMap(([scheme, of]) =>
				reference.startsWith(scheme)
					? [of(reference.slice(scheme.length)).then((value) => [reference, value] as const, unlessMissing)]
					: [],
			),
		),
	);
	return new Map(found.flatMap((one) => (one?.[1] === undefined ? [] : [[one[0], one[1]]])));
}

const unlessMissing = (error: unknown): undefined => {
	if (error instanceof AwsError && /^(ParameterNotFound|ResourceNotFoundException)$/.test(error.type)) return undefined;
	throw error;
};

function parameterIn(access: AwsAccess) {
	const ssm = awsJson(access, { name: "ssm", target: "AmazonSSM", version: "1.1" });
	return async (Name: string): Promise<string | undefined> => {
		const { Parameter } = await ssm<{ Parameter?: { Value?: string } }>("GetParameter", { Name, WithDecryption: true });
		return Parameter?.Value;
	};
}

function secretIn(access: AwsAccess) {
	const secrets = awsJson(access, { name: "secretsmanager", target: "secretsmanager", version: "1.1" });
	return async (reference: string): Promise<string | undefined> => {
		const [SecretId = "", field] = reference.split("#");
		const { SecretString } = await secrets<{ SecretString?: string }>("GetSecretValue", { SecretId });
		return SecretString !== undefined && field ? fieldOf(SecretString, field) : SecretString;
	};
}

function fieldOf(json: string, field: string): string | undefined {
	try {
		const value: unknown = JSON.parse(json)[field];
		return typeof value === "string" ? value : undefined;
	} catch {
		return undefined;
	}
}
