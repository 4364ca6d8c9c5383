import { type AwsAccess, awsJson } from "../aws/json-client.ts";

const PARAMETERS_AT_ONCE = 10;

/**
 * The values of references `ssm:/NAME` (SSM Parameter Store) and `secretsmanager:NAME#FIELD` (Secrets Manager; without
 * FIELD the whole secret). What can't be read is left out, for the configuration to name.
 */
export async function awsSecrets(references: readonly string[], access: AwsAccess): Promise<Map<string, string>> {
	const of = (scheme: string): string[] => [
		...new Set(references.filter((one) => one.startsWith(scheme)).map((one) => one.slice(scheme.length))),
	];
	const found = await Promise.all([
		...chunks(of("ssm:"), PARAMETERS_AT_ONCE).map((names) => parameters(names, access)),
		...of("secretsmanager:").map((name) => secret(name, access)),
	]);
	return new Map(found.flat());
}

async function parameters(Names: string[], access: AwsAccess): Promise<[string, string][]> {
	const ssm = awsJson(access, { name: "ssm", target: "AmazonSSM", version: "1.1" });
	const { Parameters } = await ssm<{ Parameters: { Name: string; Value: string }[] }>("GetParameters", {
		Names,
		WithDecryption: true,
	});
	return Parameters.map(({ Name, Value }) => [`ssm:${Name}`, Value]);
}

async function secret(reference: string, access: AwsAccess): Promise<[string, string][]> {
	const [SecretId = "", field] = reference.split("#");
	const secrets = awsJson(access, { name: "secretsmanager", target: "secretsmanager", version: "1.1" });
	const value = await secrets<{ SecretString?: string }>("GetSecretValue", { SecretId }).then(
		({ SecretString = "" }) => (field ? fieldOf(SecretString, field) : SecretString),
		(error: { type?: string }) => {
			if (error.type === "ResourceNotFoundException") return undefined;
			throw error;
		},
	);
	return value ? [[`secretsmanager:${reference}`, value]] : [];
}

function fieldOf(json: string, field: string): string | undefined {
	try {
		const value: unknown = JSON.parse(json)[field];
		return typeof value === "string" ? value : undefined;
	} catch {
		return undefined;
	}
}

const chunks = <T>(all: T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
