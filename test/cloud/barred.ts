import { DeleteFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { type CloudStack, clientOf } from "./stack.ts";

/** Does the work while nobody can start a function: whoever wakes it is turned away. */
export async function barred<T>(stack: CloudStack, fn: string, work: () => Promise<T>): Promise<T> {
	const lambda = new LambdaClient(clientOf(stack));
	const FunctionName = `${stack.name}-${fn}`;
	await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
	try {
		return await work();
	} finally {
		await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
		lambda.destroy();
	}
}
