/** The CloudWatch namespace of every metric; the dimension `service` is the stack's name. */
export const NAMESPACE = "imo-relay";

/** A number that is read off a log event. `by`: the fact that is its dimension; `of`: the fact that is its value (none: 1). */
export interface Measure {
	name: string;
	unit: "Seconds" | "Count" | "ETH";
	by?: "lane" | "tokenId";
	of?: string;
}

/** Every metric by the event that it is read from. Alarms and dashboard are made of these names alone. */
export const measures: Readonly<Record<string, readonly Measure[]>> = {
	lane_seen: [
		{ name: "BacklogAge", unit: "Seconds", by: "lane", of: "backlogSec" },
		{ name: "UnminedAge", unit: "Seconds", by: "lane", of: "unminedSec" },
		{ name: "LaneBalance", unit: "ETH", by: "lane", of: "balanceWei" },
	],
	ledger_seen: [{ name: "LedgerLag", unit: "Seconds", by: "tokenId", of: "lagSec" }],
	payout_seen: [{ name: "PayoutBacklog", unit: "Count", by: "tokenId", of: "holders" }],
	schedules_checked: [{ name: "SchedulesChecked", unit: "Count" }],
	job_failed: [{ name: "FailedRuns", unit: "Count" }],
	claim_accepted: [{ name: "ClaimsAccepted", unit: "Count" }],
	claim_relayed: [{ name: "ClaimSentAfter", unit: "Seconds", of: "sentAfterSec" }],
	transaction_mined: [{ name: "MinedAfter", unit: "Seconds", of: "minedAfterSec" }],
	claim_settled: [
		{ name: "ClaimSettledAfter", unit: "Seconds", of: "settledAfterSec" },
		{ name: "ClaimsSettled", unit: "Count" },
		{ name: "PaidToHolders", unit: "ETH", of: "paidWei" },
	],
	claim_refused: [{ name: "ClaimsRefused", unit: "Count" }],
	claim_failed: [{ name: "ClaimsFailed", unit: "Count" }],
	notice_sent: [{ name: "NoticeAge", unit: "Seconds", of: "ageSec" }],
	notice_dead: [{ name: "NoticesDead", unit: "Count" }],
	revenue_seen: [{ name: "RevenueSeen", unit: "ETH", of: "amountWei" }],
};

/** A measure's value among an event's facts; wei become ETH, since a metric is a floating-point number. */
export function measured({ of, unit }: Measure, facts: Readonly<Record<string, unknown>>): number | undefined {
	if (of === undefined) return 1;
	const value = facts[of];
	if (typeof value !== "bigint" && typeof value !== "number") return undefined;
	return unit === "ETH" ? Number(value) / 1e18 : Number(value);
}
