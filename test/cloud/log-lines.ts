import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { type CloudStack, clientOf } from "./stack.ts";

/** What a deployed function logged, in order; `fromMs`, `toMs`: within that time alone. */
export async function logLines(stack: CloudStack, fn: string, fromMs?: number, toMs?: number): Promise<string[]> {
	const client = new CloudWatchLogsClient(clientOf(stack));
	const query = {
		logGroupName: `/aws/lambda/${stack.name}-${fn}`,
		...(fromMs === undefined ? {} : { startTime: fromMs }),
		...(toMs === undefined ? {} : { endTime: toMs }),
	};
	const lines: string[] = [];
	for await (const { events = [] } of paginateFilterLogEvents({ client }, query))
		lines.push(...events.map(({ message = "" }) => message));
	client.destroy();
	return lines;
}

/** Bytes that CloudWatch would bill for these lines, and how many runs of the function they tell of. */
export const weighed = (lines: readonly string[]): { bytes: number; runs: number } => ({
	bytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
	runs: lines.filter((line) => line.startsWith("REPORT ")).length,
});
