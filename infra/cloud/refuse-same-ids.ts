import { ConfigError } from "../../functions/config.ts";
import { alarmResources } from "./alarms.ts";
import { laneKeys } from "./lane-keys.ts";
import type { Stack } from "./names.ts";
import { subscriptions } from "./subscriptions.ts";

/**
 * Letters and digits are all that a logical id may have: `base-1` and `base1` would be one resource, and two lanes one key.
 * Such a stage file is refused, because another way to write logical ids would replace the keys of stacks that exist.
 * Throws ConfigError.
 */
export function refuseSameIds({ name, stage }: Stack): void {
	const nothing = { ...stage, lanes: [], tokens: [], alerts: { ...stage.alerts, emails: [] } };
	const common = Object.keys(alarmResources({ name, stage: nothing }));
	const entries = [
		...stage.lanes.map((lane) => ({ what: `lane ${lane.id}`, part: { lanes: [lane] } })),
		...stage.tokens.map((token) => ({ what: `token ${token.id}`, part: { tokens: [token] } })),
		...[...new Set(stage.alerts.emails)].map((email) => ({
			what: `alerts.emails ${email}`,
			part: { alerts: { ...stage.alerts, emails: [email] } },
		})),
	];
	const owners = new Map<string, string>(common.map((logicalId) => [logicalId, "the stack's own"]));
	const problems = new Set<string>();
	for (const { what, part } of entries) {
		const stack = { name, stage: { ...nothing, ...part } };
		const made = Object.keys({ ...laneKeys(stack), ...alarmResources(stack), ...subscriptions(stack) });
		for (const logicalId of made.filter((one) => !common.includes(one))) {
			const owner = owners.get(logicalId);
			if (owner) problems.add(`${owner} and ${what} are one name to CloudFormation: write one of them otherwise`);
			owners.set(logicalId, what);
		}
	}
	if (problems.size > 0) throw new ConfigError([...problems]);
}
