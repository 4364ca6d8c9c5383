import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CallError, type CallFunction } from "../../core/ports/call-function.ts";

export interface CallOptions {
	region?: string;
	/** A Lambda endpoint on this machine, which asks for no credentials. */
	endpoint?: string;
}

/** Invokes functions as whoever's AWS credentials are at hand, and waits for what they answer. */
export function callFunction({ region, endpoint }: CallOptions): CallFunction {
	const local = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
	const client = new LambdaClient({
		...(region ? { region } : {}),
		...(endpoint ? { ...local, endpoint } : {}),
		maxAttempts: 2,
	});
	return async (functionName, payload) => {
		const Payload = new TextEncoder().encode(JSON.stringify(payload));
		const reply = await client
			.send(new InvokeCommand({ FunctionName: functionName, Payload }))
			.catch((error: Error) => Promise.reject(new CallError(kindOf(error), `${functionName}: ${error.message}`)));
		const text = new TextDecoder().decode(reply.Payload);
		const answer: unknown = text ? JSON.parse(text) : undefined;
		const { errorMessage } = (answer ?? {}) as { errorMessage?: string };
		if (reply.FunctionError || errorMessage !== undefined)
			throw new CallError("failed", `${functionName}: ${errorMessage ?? "it failed"}`);
		return answer;
	};
}

function kindOf({ name }: Error): CallError["kind"] {
	if (name === "ResourceNotFoundException") return "missing";
	if (/AccessDenied|UnrecognizedClient|ExpiredToken|InvalidSignature/.test(name)) return "denied";
	return "unreachable";
}
