import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { measured, measures, NAMESPACE } from "../../core/metric.ts";
import type { Log } from "../../core/ports/ports.ts";

const units = { Seconds: MetricUnit.Seconds, Count: MetricUnit.Count, ETH: MetricUnit.NoUnit };

/** A log whose events count, too: each line that core/metric.ts knows is followed by its metrics (EMF). */
export function meteredLog(log: Log, stackName: string): Log {
	let made: Metrics | undefined; // a cold start that measures nothing does without
	const measure = (event: string, facts: Record<string, unknown>): void => {
		const told = (measures[event] ?? []).filter((one) => measured(one, facts) !== undefined);
		const [first] = told;
		if (!first) return;
		made ??= new Metrics({ namespace: NAMESPACE, serviceName: stackName });
		const metrics = made;
		if (first.by) metrics.addDimension(first.by, String(facts[first.by]));
		for (const one of told) metrics.addMetric(one.name, units[one.unit], measured(one, facts) ?? 0);
		metrics.publishStoredMetrics();
	};
	return {
		info: (event, facts) => {
			log.info(event, facts);
			measure(event, facts);
		},
		warn: (event, facts) => {
			log.warn(event, facts);
			measure(event, facts);
		},
	};
}
