import * as z from "zod/mini";
import { ROUTES } from "./claim.ts";
import { DIALECTS } from "./dialect-name.ts";
import { NOTICE_KINDS, OPERATOR_KINDS } from "./notice.ts";
import { address, id, uint } from "./schema.ts";
import { secretRef } from "./secret-ref.ts";
import { brokenLinks } from "./stage-links.ts";
import { sender } from "./stage-sender.ts";
import { sweepSchema } from "./sweep.ts";

const rpcUrl = z.union(
	[z.url({ protocol: /^https?$/ }), secretRef],
	"not an http(s) URL, nor a reference as env:NAME, ssm:/NAME or secretsmanager:NAME#FIELD",
);

/** `https:`; `http:` to this machine, which a deployment refuses. A URL with a password in it would be shown. */
function isWebhookUrl(text: string): boolean {
	const url = URL.parse(text);
	if (!url || url.username || url.password || url.hash) return false;
	return url.protocol === "https:" || (url.protocol === "http:" && url.hostname === "127.0.0.1");
}

/** What EIP-7825 lets a transaction have, on whatever chain: nodes take none with more. */
const MOST_GAS = 16_777_216n;

const chain = z.strictObject({
	chainId: z.int().check(z.positive()),
	name: z.string(),
	rpcUrls: z.array(rpcUrl).check(z.minLength(1)),
	/** `finalized`: the node's tag; a number: so many confirmations. */
	finality: z._default(z.union([z.literal("finalized"), z.int().check(z.positive())]), "finalized"),
	/** Nothing is sent while base fee plus tip are above this. */
	feeCapWei: uint,
	/** What claims of all its tokens together may cost in a day (UTC), in wei, by the gas price at which they are accepted. */
	dailyBudgetWei: z.optional(uint),
	/** What sweeps and snapshots may cost in a day (UTC), in wei, by the gas price at which they are sent. */
	choreBudgetWei: z.optional(uint),
	/** A batch's gas limit. */
	batchGasCap: z._default(
		uint.check(z.refine((gas) => gas <= MOST_GAS, `above ${MOST_GAS}, which EIP-7825 lets a transaction have`)),
		12_000_000n,
	),
	/** While claims keep coming, a batch waits this long at most to be filled. */
	maxWaitMs: z._default(z.int().check(z.nonnegative()), 1_000),
	/** How the chain asks for a transaction's data: within its gas, or apart, as chains of the OP stack do. */
	feeModel: z._default(z.enum(["gas", "op-stack"]), "gas"),
	/** ClaimMandate, the EIP-7702 delegate that this deployment works with. */
	claimMandate: z.optional(address),
	/** GasTank, which brings lanes up to their target out of revenue. */
	gasTank: z.optional(address),
	/** An attempt older than this is raised. */
	bumpAfterSec: z._default(z.int().check(z.positive()), 30),
	/** Blocks that an eth_getLogs spans at first; then what each node gives. */
	logRange: z._default(z.int().check(z.positive()), 2000),
	explorerUrl: z.optional(z.url()),
});

const token = z.strictObject({
	id,
	name: z.string(),
	chainId: z.int().check(z.positive()),
	address,
	/** OpenZeppelin's ERC2771Forwarder that the token trusts, and its EIP-712 name. */
	forwarder: z.optional(z.strictObject({ address, name: z.string() })),
	/** How holders may claim; all that the token understands when left out. */
	routes: z.optional(z.array(z.enum(ROUTES)).check(z.minLength(1))),
	/** What its ERC-20s are worth, so that claims of them can be worth their gas. */
	prices: z._default(z.array(z.strictObject({ address, weiPerEther: uint })), []),
	/** A claim is accepted when what is due is at least so many percent of its gas cost. */
	minWorthPercent: z._default(z.int().check(z.nonnegative()), 100),
	/** What claims may cost in a day (UTC), in wei, by the gas price at which they are accepted. */
	dailyBudgetWei: z.optional(uint),
	/** Who is paid after a snapshot: who asks, who has given a mandate, or everybody worth it, unasked. */
	payout: z._default(z.enum(["on-request", "mandate", "push"]), "mandate"),
	/** How long before a snapshot can't be claimed any more its end is minded, and people are told. */
	expiryNoticeSec: z._default(z.int().check(z.nonnegative()), 259_200),
	/** What moves revenue towards it. */
	sweeps: z._default(z.array(sweepSchema), []),
	/** Its ModelOffering, shown by the page. */
	offering: z.optional(address),
	/** Contracts that its revenue comes from, so that inflows show where from, and what people call them. */
	sources: z._default(
		z.array(
			z.strictObject({
				address,
				kind: z.optional(z.enum(["oracle", "router", "collection"])),
				name: z.optional(z.string().check(z.minLength(1), z.maxLength(60))),
			}),
		),
		[],
	),
	/** How the token speaks; `auto`: as its probe finds. */
	dialect: z.enum([...DIALECTS, "auto"]),
	/** The block of its deployment: the ledger starts here. */
	startBlock: z.int().check(z.nonnegative()),
	snapshot: z.strictObject({
		minRevenueWei: uint,
		maxWaitSec: z._default(z.int().check(z.positive()), 604_800),
		minRevenuePerGasCost: z._default(z.int().check(z.nonnegative()), 20),
		/** None is taken while base fee plus tip are above this, until `maxWaitSec` has passed. */
		gasPriceCapWei: z.optional(uint),
		/** None is taken outside of it, until `maxWaitSec` has passed. */
		window: z.optional(
			z.strictObject({
				/** When it opens: minute, hour, day of month, month, day of week. */
				cron: z.string().check(z.regex(/^\S+( \S+){4}$/, "not a cron expression of five fields")),
				durationSec: z.int().check(z.positive()),
				timezone: z._default(z.string(), "UTC"),
			}),
		),
	}),
});

const lane = z.strictObject({
	id,
	chainId: z.int().check(z.positive()),
	sender,
	/** Below this it is refilled from the chain's gas tank; half of the tank's target for it when left out. */
	floorWei: z.optional(uint),
});

const limits = z.strictObject({
	/** Snapshots that one request may name. */
	snapshotsPerClaim: z._default(z.int().check(z.positive()), 20),
	/** A request's gas: what a quote gives is within it. */
	requestGasCap: z._default(uint, 4_000_000n),
	/** Claims that one holder may post for one token in a day (UTC). */
	claimsPerHolderPerDay: z._default(z.int().check(z.positive()), 10),
	/** A mandate may stand this long. */
	mandateMaxSec: z._default(z.int().check(z.positive()), 2 * 365 * 86_400),
	deadlineMinSec: z._default(z.int().check(z.positive()), 60),
	deadlineMaxSec: z._default(z.int().check(z.positive()), 86_400),
});

const api = z.strictObject({
	/** Web pages of these origins may call the API; `*`: of any. It takes no cookies. */
	allowedOrigins: z._default(z.array(z.string()).check(z.minLength(1)), ["*"]),
	/** Over all callers together; above it API Gateway answers 429. */
	requestsPerSec: z._default(z.int().check(z.positive()), 50),
	burst: z._default(z.int().check(z.positive()), 100),
});

/** When people are told that something is wrong. */
const alerts = z.strictObject({
	emails: z._default(z.array(z.email()), []),
	/** A claim is accepted and not yet sent. */
	backlogSec: z._default(z.int().check(z.positive()), 300),
	/** A transaction is sent and not yet mined. */
	stuckSec: z._default(z.int().check(z.positive()), 600),
	/** The ledger ends so long ago; on Ethereum finality alone takes 15 minutes. */
	ledgerLagSec: z._default(z.int().check(z.positive()), 3600),
	/** A lane has less than this to pay gas with. */
	laneBalanceWei: z._default(uint, 20_000_000_000_000_000n),
	/** Of the API's replies, 99 % are faster. */
	latencyP99Ms: z._default(z.int().check(z.positive()), 3000),
});

/** As EventBridge Scheduler writes it. */
const schedule = z.string().check(z.regex(/^(rate|cron)\(.+\)$/, "not a schedule: rate(5 minutes) or cron(…)"));

/** Standard Webhooks' secrets, by reference; several while one takes another's place. */
const webhook = z.strictObject({
	id,
	url: z
		.string()
		.check(z.refine(isWebhookUrl, "not an https URL without credentials (http://127.0.0.1 on the local stage alone)")),
	secrets: z.array(secretRef).check(z.minLength(1), z.maxLength(4)),
	kinds: z._default(z.array(z.enum(NOTICE_KINDS)).check(z.minLength(1)), [...NOTICE_KINDS]),
});

/** Who is told of what happens, beside the alarms. */
const notices = z.strictObject({
	/** What the alert topic is told. */
	topic: z._default(z.array(z.enum(NOTICE_KINDS)), [...OPERATOR_KINDS]),
	webhooks: z._default(z.array(webhook), []),
});

const shape = z.strictObject({
	$schema: z.optional(z.string()),
	/** What the stack's resources are named after, with the stage; another one for each stack of one account. */
	service: z._default(
		z.string().check(z.regex(/^[a-z][a-z0-9-]{1,23}$/, "not a stack's name (a-z, 0-9, -)")),
		"imo-relay",
	),
	/** Table and keys outlive the stack, and the table can't be deleted by mistake. */
	protected: z._default(z.boolean(), true),
	schedules: z.prefault(
		z.strictObject({
			snapshot: z._default(schedule, "rate(5 minutes)"),
			sweep: z._default(schedule, "rate(10 minutes)"),
		}),
		{},
	),
	chains: z.array(chain).check(z.minLength(1)),
	tokens: z.array(token).check(z.minLength(1)),
	lanes: z.array(lane).check(z.minLength(1)),
	limits: z.prefault(limits, {}),
	api: z.prefault(api, {}),
	alerts: z.prefault(alerts, {}),
	notices: z.prefault(notices, {}),
});

// Runs whatever the shape's own problems are, so that all are named at once.
const links = z.check<z.output<typeof shape>>(
	({ value, issues }) => {
		for (const { path, message } of brokenLinks(value)) issues.push({ code: "custom", input: value, path, message });
	},
	{ when: () => true },
);

/** The stage file, infra/stages/NAME.json. Amounts are decimal strings in wei. */
export const stageSchema = shape.check(links);

export type Stage = z.output<typeof stageSchema>;
export type ChainStage = Stage["chains"][number];
export type Token = Stage["tokens"][number];
export type Lane = Stage["lanes"][number];
export type Limits = Stage["limits"];
export type Alerts = Stage["alerts"];
export type Schedules = Stage["schedules"];
export type Notices = Stage["notices"];
