import * as api from "../../api.ts";
import { acceptClaim } from "../../app/accept-claim.ts";
import { acceptMandate } from "../../app/accept-mandate.ts";
import { acceptOptOut } from "../../app/accept-opt-out.ts";
import { describeHolder } from "../../app/describe-holder.ts";
import { describeMandate } from "../../app/describe-mandate.ts";
import { describeOptOut } from "../../app/describe-opt-out.ts";
import { describeToken, listTokens } from "../../app/describe-token.ts";
import { listInflows } from "../../app/list-inflows.ts";
import { listSnapshots } from "../../app/list-snapshots.ts";
import { revokeMandate } from "../../app/revoke-mandate.ts";
import { asShown, listClaims, showClaim } from "../../app/show-claim.ts";
import { listMandates, showMandate } from "../../app/show-mandate.ts";
import { showOffering } from "../../app/show-offering.ts";
import { showRevenue } from "../../app/show-revenue.ts";
import { isFinal, type ShownState } from "../../core/claim.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { type Route, route } from "../middleware/http.ts";

/** When an open claim may have moved on. */
const retryAfter = ({ state }: { state: ShownState }): Record<string, string> =>
	isFinal(state) ? {} : { "retry-after": "2" };

/** The API's operations: how each is parsed, which use case it calls, what it answers. openapi.json is made from them. */
export const claimsRoutes = (ports: Ports, stageName: string): Route[] => [
	route("GET", "/v1/health", {
		reply: api.healthReply,
		run: async () => ({ status: "ok" as const, stage: stageName }),
	}),
	route("GET", "/v1/tokens", {
		reply: api.tokensReply,
		hasTag: true,
		run: async () => ({ tokens: listTokens(ports) }),
	}),
	route("GET", "/v1/tokens/{token}", {
		path: api.tokenPath,
		reply: api.tokenReply,
		hasTag: true,
		run: ({ path }) => describeToken(ports, path.token),
	}),
	route("GET", "/v1/tokens/{token}/snapshots", {
		path: api.tokenPath,
		query: api.snapshotsQuery,
		reply: api.snapshotsReply,
		hasTag: true,
		run: ({ path, query }) => listSnapshots(ports, path.token, query),
	}),
	route("GET", "/v1/tokens/{token}/revenue", {
		path: api.tokenPath,
		query: api.revenueQuery,
		reply: api.revenueReply,
		hasTag: true,
		run: ({ path, query }) => showRevenue(ports, path.token, query),
	}),
	route("GET", "/v1/tokens/{token}/offering", {
		path: api.tokenPath,
		query: api.offeringQuery,
		reply: api.offeringReply,
		run: ({ path, query }) => showOffering(ports, path.token, query.buyer),
	}),
	route("GET", "/v1/tokens/{token}/inflows", {
		path: api.tokenPath,
		query: api.inflowsQuery,
		reply: api.inflowsReply,
		run: ({ path, query }) => listInflows(ports, path.token, query),
	}),
	route("GET", "/v1/tokens/{token}/holders/{address}", {
		path: api.holderPath,
		query: api.holderQuery,
		reply: api.holderReply,
		run: ({ path, query }) => describeHolder(ports, path.token, path.address, query.route),
	}),
	route("GET", "/v1/tokens/{token}/holders/{address}/mandate", {
		path: api.holderPath,
		reply: api.mandateQuoteReply,
		run: ({ path }) => describeMandate(ports, path.token, path.address),
	}),
	route("POST", "/v1/mandates", {
		body: api.mandateBody,
		reply: api.mandateReply,
		status: 202,
		run: async ({ body }) => showMandate(ports, await acceptMandate(ports, body)),
	}),
	route("DELETE", "/v1/mandates/{id}", {
		path: api.mandatePath,
		body: api.revocationBody,
		reply: api.mandateReply,
		run: async ({ path, body }) => showMandate(ports, await revokeMandate(ports, path.id, body.signature)),
	}),
	route("GET", "/v1/tokens/{token}/holders/{address}/opt-out", {
		path: api.holderPath,
		reply: api.optOutQuoteReply,
		run: ({ path }) => describeOptOut(ports, path.token, path.address),
	}),
	route("POST", "/v1/opt-outs", {
		body: api.optOutBody,
		reply: api.optOutReply,
		run: ({ body }) => acceptOptOut(ports, body),
	}),
	route("GET", "/v1/holders/{address}/mandates", {
		path: api.addressPath,
		query: api.mandatesQuery,
		reply: api.mandatesReply,
		run: ({ path, query }) => listMandates(ports, path.address, query),
	}),
	route("POST", "/v1/claims", {
		body: api.claimBody,
		reply: api.claimReply,
		status: 202,
		headers: (claim) => ({ location: `/v1/claims/${claim.id}`, ...retryAfter(claim) }),
		// What a new claim waits for its first look tells: nobody has tried to send it yet.
		run: async ({ body }) => {
			const claim = await acceptClaim(ports, body);
			return claim.state === "accepted" ? claim : asShown(ports, claim);
		},
	}),
	route("GET", "/v1/claims/{id}", {
		path: api.claimPath,
		reply: api.claimReply,
		headers: retryAfter,
		run: ({ path }) => showClaim(ports, path.id),
	}),
	route("GET", "/v1/holders/{address}/claims", {
		path: api.addressPath,
		query: api.claimsQuery,
		reply: api.claimsReply,
		run: ({ path, query }) => listClaims(ports, path.address, query),
	}),
];
