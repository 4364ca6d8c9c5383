import { anyPort, bin, type Children, eventually } from "./children.ts";
import { LOCAL_AWS } from "./table.ts";

export interface Service {
	url: string;
	/** What functions are invoked through, as in the cloud. */
	lambdaEndpoint: string;
}
export interface ServiceOptions {
	port: number;
	stageFile: string;
	tableEndpoint: string;
	env?: Record<string, string>;
	onLine: (line: string) => void;
}

/** The real serverless.yml under serverless-offline: its HTTP API, its schedules, its functions. */
export async function startService(kids: Children, options: ServiceOptions): Promise<Service> {
	const lambdaPort = await anyPort();
	const lambdaEndpoint = `http://127.0.0.1:${lambdaPort}`;
	const flags = ["--stage", "local", "--httpPort", String(options.port), "--lambdaPort", String(lambdaPort)];
	const env = {
		...LOCAL_AWS,
		...options.env,
		STAGE_FILE: options.stageFile,
		AWS_ENDPOINT_URL_DYNAMODB: options.tableEndpoint,
		AWS_ENDPOINT_URL_LAMBDA: lambdaEndpoint,
		// A function that throws must not end the process: the next schedule tries again, as in the cloud.
		NODE_OPTIONS: "--unhandled-rejections=warn",
		SLS_NOTIFICATIONS_MODE: "off",
		SLS_TELEMETRY_DISABLED: "1",
	};
	const command = [bin("serverless"), "offline", ...flags, "--host", "127.0.0.1", "--localEnvironment"];
	kids.start("serverless offline", command, env, options.onLine);
	const url = `http://127.0.0.1:${options.port}`;
	await eventually("the service's health", 60_000, async () => {
		const response = await fetch(`${url}/v1/health`);
		const health = (await response.json()) as { status?: string }; // a handler that can't load answers 200, too
		return health.status === "ok" ? true : undefined;
	});
	return { url, lambdaEndpoint };
}
