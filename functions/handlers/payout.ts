import { payMandate } from "../app/pay-mandates.ts";
import { payOut } from "../app/pay-out.ts";
import { wirePayout } from "../wire.ts";
import { each, job, payoutEvent } from "./middleware/job.ts";

const ports = await wirePayout();
const BUDGET_MS = 40_000;

export const handler = job("payout", ports, payoutEvent, ({ tokenId, mandateId }) => {
	const untilMs = ports.nowMs() + BUDGET_MS;
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	return each(tokens, (token) => (mandateId ? payMandate(ports, token, mandateId) : payOut(ports, token, untilMs)));
});
