import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

/** Asynchronous invocation, apart from its caller: loaded when first needed, and with this one call of the SDK alone. */
export function invokeEvent(): (functionName: string, payload: object) => Promise<void> {
	const client = new LambdaClient({ maxAttempts: 2 });
	return async (FunctionName, payload) => {
		const Payload = new TextEncoder().encode(JSON.stringify(payload));
		await client.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload }));
	};
}
