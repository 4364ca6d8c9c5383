import { choresSuite } from "./chores-suite.ts";
import { claimsSuite } from "./claims-suite.ts";
import { countersSuite } from "./counters-suite.ts";
import type { Open } from "./fresh.ts";
import { historySuite } from "./history-suite.ts";
import { lanesSuite } from "./lanes-suite.ts";
import { leasesSuite } from "./leases-suite.ts";
import { ledgerSuite } from "./ledger-suite.ts";
import { mandatesSuite } from "./mandates-suite.ts";
import { noticesSuite } from "./notices-suite.ts";
import { pausesSuite } from "./pauses-suite.ts";
import { payoutsSuite } from "./payouts-suite.ts";
import { probesSuite } from "./probes-suite.ts";
import { slotsSuite } from "./slots-suite.ts";
import { watchingSuite } from "./watching-suite.ts";

interface Reach {
	/** Random histories of a ledger. */
	watched: number;
	/** Of the sums that the database adds; DynamoDB's own 38 when left out. */
	digits?: number;
}
/** All that a store promises, for every driver and every database behind it. */
export function storeSuite(open: Open, { watched, digits }: Reach): void {
	claimsSuite(open);
	choresSuite(open);
	slotsSuite(open);
	lanesSuite(open);
	ledgerSuite(open);
	historySuite(open);
	watchingSuite(open, watched);
	leasesSuite(open);
	countersSuite(open, digits);
	mandatesSuite(open);
	payoutsSuite(open);
	pausesSuite(open);
	noticesSuite(open);
	probesSuite(open);
}
