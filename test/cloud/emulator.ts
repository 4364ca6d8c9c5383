import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Children, eventually } from "../../infra/local/children.ts";
import { OWNER } from "./stack.ts";

export const REGION = "eu-central-1";
export const ACCOUNT = "000000000000";

/** What deploys to the emulator instead of AWS. */
export const ownerEnv = (endpoint: string): Record<string, string> => ({
	AWS_ACCESS_KEY_ID: OWNER.accessKeyId,
	AWS_SECRET_ACCESS_KEY: OWNER.secretAccessKey,
	AWS_REGION: REGION,
	AWS_ENDPOINT_URL: endpoint,
	SLS_NOTIFICATIONS_MODE: "off",
	SLS_TELEMETRY_DISABLED: "1",
	NODE_OPTIONS: "",
});

/**
 * The emulated AWS. Each function runs with its role's credentials, and what the role does not allow is refused
 * (AUTH=true). Functions reach AWS at `functionsEndpoint`.
 */
export async function startEmulator(
	kids: Children,
	command: string,
	{ port, functionsEndpoint, folder, onLine }: EmulatorOptions,
): Promise<string> {
	const bin = join(folder, "bin");
	mkdirSync(bin, { recursive: true });
	// It loads bundles by require(), which can't wait; Lambda imports them.
	writeFileSync(join(bin, "node"), `#!/bin/sh\nexec "${process.execPath}" --no-experimental-require-module "$@"\n`);
	chmodSync(join(bin, "node"), 0o755);
	const env = {
		...ownerEnv(functionsEndpoint),
		PATH: `${bin}:${process.env.PATH}`,
		AUTH: "true",
		GATEWAY_PORT: String(port),
		BIND_HOST: "127.0.0.1",
		MINISTACK_REGION: REGION,
		S3_DATA_DIR: join(folder, "s3"),
		STATE_DIR: join(folder, "state"),
		TMPDIR: folder,
		IOT_MTLS_ENABLED: "false",
		SFTP_ENABLED: "0",
	};
	kids.start("ministack", [command], env, onLine);
	const endpoint = `http://127.0.0.1:${port}`;
	await eventually("the emulator's health", 60_000, async () =>
		(await fetch(`${endpoint}/_ministack/health`)).ok ? true : undefined,
	);
	return endpoint;
}
interface EmulatorOptions {
	port: number;
	functionsEndpoint: string;
	folder: string;
	onLine: (line: string) => void;
}
