import type { Log } from "../../core/ports/ports.ts";
import { sourceStack } from "./source-stack.ts";

const shown = (_key: string, value: unknown): unknown => {
	if (typeof value === "bigint") return value.toString();
	return typeof value === "string" && value.includes("\n    at ") ? sourceStack(value) : value;
};

type Write = (line: string) => void;

/**
 * One line of JSON for each event, as Powertools' logger writes it: level, message, time, service, X-Ray's trace, facts.
 * bigints are decimal strings, stacks tell places in our sources. A logger of twenty lines, since that one takes a tenth of a cold start.
 */
export function jsonLines(
	service: string,
	traceId: () => string | undefined = () => undefined,
	write: Write = (line) => void process.stdout.write(line),
): Log {
	const line =
		(level: "INFO" | "WARN") =>
		(message: string, facts: Record<string, unknown>): void => {
			const trace = traceId();
			const whole = {
				level,
				message,
				timestamp: new Date().toISOString(),
				service,
				...(trace ? { xray_trace_id: trace } : {}),
				facts,
			};
			write(`${JSON.stringify(whole, shown)}\n`);
		};
	return { info: line("INFO"), warn: line("WARN") };
}
