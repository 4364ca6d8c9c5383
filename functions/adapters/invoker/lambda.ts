import type { Invoker, Wake } from "../../core/ports/invoker.ts";
import type { Log } from "../../core/ports/ports.ts";

/** Wakes Lambda functions by asynchronous invocation; the SDK is loaded when first needed. */
export function lambdaInvoker(functionPrefix: string, log: Log): Invoker {
	let loading: Promise<(functionName: string, payload: object) => Promise<void>> | undefined;
	return {
		wake: async (call: Wake) => {
			const { fn, ...payload } = call;
			try {
				loading ??= import("./invoke-event.ts").then(({ invokeEvent }) => invokeEvent());
				await (await loading)(`${functionPrefix}${fn}`, payload);
			} catch (error) {
				// The minute's schedule makes a lost wake-up good.
				log.warn("wake_lost", { fn, ...payload, error: (error as Error).message });
			}
		},
	};
}
