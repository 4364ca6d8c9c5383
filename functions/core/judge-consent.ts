import type { Address } from "./hex.ts";
import type { RequestVerdict } from "./judge-request.ts";
import { judgeSnapshots } from "./judge-request.ts";
import type { Limits } from "./stage.ts";
import type { ClaimConsent } from "./typed-data.ts";

/** What can be said about a consent without the chain: the first rule that it breaks, or the snapshots it claims. */
export function judgeConsent(consent: ClaimConsent, token: Address, limits: Limits, nowSec: number): RequestVerdict {
	if (consent.token !== token) return { ok: false, code: "wrong_target" };
	return judgeSnapshots(consent.ids, consent.deadlineSec, limits, nowSec);
}
