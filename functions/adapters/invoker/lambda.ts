import type { Invoker, Wake } from "../../core/ports/invoker.ts";
import type { Log } from "../../core/ports/ports.ts";

/** Wakes Lambda functions by asynchronous invocation; the SDK is loaded when first needed. */
export function lambdaInvoker(functionPrefix: string, log: Log): Invoker {
	const load = async () => {
		const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
		return { client: new LambdaClient({ maxAttempts: 2 }), InvokeCommand };
	};
	let loading: ReturnType<typeof load> | undefined;
	return {
		wake: async (call: Wake) => {
			const { fn, ...payload } = call;
			try {
				loading ??= load();
				const { client, InvokeCommand } = await loading;
				await client.send(
					new InvokeCommand({
						FunctionName: `${functionPrefix}${fn}`,
						InvocationType: "Event",
						Payload: new TextEncoder().encode(JSON.stringify(payload)),
					}),
				);
			} catch (error) {
				// The minute's schedule makes a lost wake-up good.
				log.warn("wake_lost", { fn, ...payload, error: (error as Error).message });
			}
		},
	};
}
