import type { DialectName } from "./dialect-name.ts";
import type { Address } from "./hex.ts";
import type { ProbedFunction } from "./probed-functions.ts";

/** What was read of a token: see `probeToken`. */
export interface ProbeReadings {
	account: "none" | "delegated" | "contract";
	/** A proxy's kind, and where its code is. */
	proxy?: { kind: "EIP-1167" | "EIP-1967"; implementation: Address };
	/** The functions that it seems to have. */
	has: ReadonlySet<ProbedFunction>;
	/** ERC-165 names ERC-7641. */
	saysErc7641: boolean;
	currentSnapshotId?: bigint;
	/** For the latest snapshots, newest first, whether `claimableRevenue` of a stranger answers; else it reverts. */
	claimable: readonly boolean[];
	/** `claimableRevenue` of a snapshot that was not taken yet. */
	unknownSnapshot: "answers" | "reverts";
	/** How many of the latest snapshots it says can be claimed. */
	claimableNumber?: bigint;
	intervalSec?: bigint;
	lastSnapshotSec?: bigint;
	nowSec: number;
	/** `snapshot()` as a stranger would call it now; else why not. */
	snapshot: { ok: true } | { ok: false; reason: string };
	/** New revenue was read by the lens. */
	readsRevenue: boolean;
	trustedForwarder?: Address;
	/** The stage's forwarder, and whether the token trusts it. */
	stageForwarder?: { address: Address; isTrusted: boolean };
}
/** One thing that was looked at: what it is like, and what the operator can do about it. */
export interface ProbeCheck {
	check: string;
	ok: boolean;
	detail: string;
	remedy?: string;
}
/** A token as it was found. Without a dialect it can't be served, for the reason in `refusal`. */
export interface Probe {
	dialect?: DialectName;
	refusal?: string;
	checks: ProbeCheck[];
}

const DRAFT = ["claimableRevenue", "claim", "snapshot", "redeemableOnBurn", "burn"] as const;
const OURS = ["currentSnapshotId", "snapshotInfo", "pendingRevenue", "nextSnapshotAt", "claimForMany"] as const;
const COUNTED = ["totalSupplyAt", "claimBatch", "percentClaimable"] as const;
const ORA = ["snapshotInterval", "lastSnapshotTimestamp"] as const;

/** What the readings mean. */
export function judgeProbe(read: ProbeReadings): Probe {
	const contract = contractCheck(read);
	if (!contract.ok) return { refusal: contract.detail, checks: [contract] };
	const draft = missing(read, DRAFT);
	const interfaceCheck: ProbeCheck = {
		check: "interface",
		ok: draft.length === 0,
		detail:
			draft.length > 0
				? `not ERC-7641: it has no ${draft.join(", ")}`
				: `ERC-7641, ${read.saysErc7641 ? "as ERC-165 says" : "by its five functions"}`,
		...(draft.length > 0 ? { remedy: "name the token's own address" } : {}),
	};
	const found = judgeDialect(read);
	const multicall = multicallCheck(read);
	const vital = [interfaceCheck, found.check, multicall];
	const refusal = vital.find(({ ok }) => !ok)?.detail;
	const checks = [contract, ...vital, ...(draft.length > 0 ? [] : behaviour(read, found.dialect))];
	return refusal === undefined && found.dialect
		? { dialect: found.dialect, checks }
		: { ...(refusal === undefined ? {} : { refusal }), checks };
}

function missing(read: ProbeReadings, names: readonly ProbedFunction[]): ProbedFunction[] {
	return names.filter((name) => !read.has.has(name));
}

function contractCheck({ account, proxy }: ProbeReadings): ProbeCheck {
	const check = "contract";
	if (account === "none")
		return { check, ok: false, detail: "there is no code at this address", remedy: "check address and chain" };
	if (account === "delegated")
		return { check, ok: false, detail: "it is an account with a key (EIP-7702)", remedy: "check the address" };
	if (!proxy) return { check, ok: true, detail: "a contract of its own" };
	const detail = `an ${proxy.kind} proxy of ${proxy.implementation}`;
	return proxy.kind === "EIP-1167"
		? { check, ok: true, detail }
		: { check, ok: true, detail, remedy: "whoever may change its code can change its dialect: probe it again then" };
}

/** Which dialect fits; never by names alone where behaviour can be seen. */
function judgeDialect(read: ProbeReadings): { dialect?: DialectName; check: ProbeCheck } {
	const unfit: Record<DialectName, string | undefined> = {
		"imo-relay": lacks(read, OURS),
		ora: lacks(read, [...COUNTED, ...ORA]) ?? oraConduct(read),
		"erc7641-reference": lacks(read, COUNTED) ?? referenceConduct(read),
	};
	const names = Object.keys(unfit) as DialectName[];
	const dialect = names.find((name) => unfit[name] === undefined);
	if (dialect) return { dialect, check: { check: "dialect", ok: true, detail: dialect } };
	const reasons = names.map((name) => `not ${name}: ${unfit[name]}`).join("; ");
	const remedy = "a token like this needs a dialect of its own: functions/adapters/chain/dialects";
	return { check: { check: "dialect", ok: false, detail: `unknown (${reasons})`, remedy } };
}

function lacks(read: ProbeReadings, names: readonly ProbedFunction[]): string | undefined {
	const none = missing(read, names);
	return none.length > 0 ? `it has no ${none.join(", ")}` : undefined;
}

function oraConduct({ claimable, claimableNumber, unknownSnapshot, readsRevenue }: ProbeReadings): string | undefined {
	if (!readsRevenue) return "its new revenue can't be read";
	if (unknownSnapshot === "answers") return "it answers for snapshots that were not taken";
	if (claimableNumber !== undefined && claimableNumber !== 2n) return `${claimableNumber} snapshots can be claimed`;
	if (claimable.slice(0, 2).includes(false)) return "not even the two latest snapshots can be claimed";
	return claimable.slice(2).includes(true) ? "older snapshots than the two latest can be claimed" : undefined;
}

function referenceConduct(read: ProbeReadings): string | undefined {
	const others = [...ORA, "lastSnapshotBlock"] as const;
	const extra = others.filter((name) => read.has.has(name));
	if (extra.length > 0) return `it has ${extra.join(", ")}`;
	if (!read.readsRevenue) return "its new revenue can't be read";
	if (read.unknownSnapshot === "answers") return "it answers for snapshots that were not taken";
	return read.claimable.includes(false) || read.claimableNumber !== undefined ? "its snapshots expire" : undefined;
}

/** OpenZeppelin's incident of December 2023: the forwarder's sender is lost in a delegatecall, and anybody speaks for anybody. */
function multicallCheck(read: ProbeReadings): ProbeCheck {
	const check = "multicall";
	if (!read.has.has("multicall")) return { check, ok: true, detail: "none" };
	if (!isForwarded(read)) return { check, ok: true, detail: "there is one, but no forwarder is trusted" };
	const detail = "it trusts a forwarder and has multicall(bytes[]): anybody could claim for anybody through both";
	return { check, ok: false, detail, remedy: "this token is not served; its owner should stop trusting the forwarder" };
}

const isForwarded = ({ trustedForwarder, stageForwarder, has }: ProbeReadings): boolean =>
	trustedForwarder !== undefined || stageForwarder?.isTrusted === true || has.has("isTrustedForwarder");

/** What an operator wants to know beside. */
function behaviour(read: ProbeReadings, dialect: DialectName | undefined): ProbeCheck[] {
	const { has } = read;
	return [
		snapshotCheck(read),
		{ check: "claim-window", ok: true, detail: windowOf(read, dialect) },
		{
			check: "claim-batch",
			ok: has.has("claimBatch"),
			detail: has.has("claimBatch") ? "yes" : "no claimBatch(uint256[])",
		},
		{ check: "on-behalf", ok: true, detail: onBehalfOf(read) },
		forwarderCheck(read),
		{ check: "erc20-revenue", ok: true, detail: has.has("claimableERC20") ? "claimableERC20 is there" : "ETH alone" },
	];
}

function snapshotCheck({ snapshot, intervalSec, lastSnapshotSec, nowSec }: ProbeReadings): ProbeCheck {
	const check = "snapshot";
	const spaced = intervalSec === undefined ? "" : `, ${intervalSec} s apart`;
	if (snapshot.ok) return { check, ok: true, detail: `anybody may take one now${spaced}` };
	const opensSec = (lastSnapshotSec ?? 0n) + (intervalSec ?? 0n);
	const isEarly =
		intervalSec === undefined ? /interval|too (short|early|soon)/i.test(snapshot.reason) : nowSec <= opensSec;
	// Our own token's errors are named; it lets anybody take one.
	if (isEarly || snapshot.reason.startsWith("RevShare"))
		return { check, ok: true, detail: `not now: ${snapshot.reason}${spaced}` };
	const remedy = "if only some may take snapshots, have them take them: claims are still served";
	return { check, ok: false, detail: `a stranger's snapshot reverts: ${snapshot.reason}`, remedy };
}

function windowOf({ claimable, claimableNumber }: ProbeReadings, dialect: DialectName | undefined): string {
	if (dialect === "imo-relay") return "each snapshot says until when";
	const open = claimable.filter(Boolean).length;
	if (claimable.includes(false)) return `the latest ${open} can be claimed, older ones not`;
	if (claimableNumber !== undefined) return `the latest ${claimableNumber} can be claimed, by what it says`;
	return claimable.length === 0 ? "not seen: no snapshot was taken" : `open for all ${open} that were looked at`;
}

function onBehalfOf({ has }: ProbeReadings): string {
	if (has.has("claimForMany")) return "claimForMany";
	return has.has("claimOfUser")
		? "claim(address), which is not used: claims go by mandate"
		: "none: claims go by mandate";
}

function forwarderCheck(read: ProbeReadings): ProbeCheck {
	const check = "forwarder";
	const { stageForwarder, trustedForwarder } = read;
	if (stageForwarder && !stageForwarder.isTrusted)
		return {
			check,
			ok: false,
			detail: `the token does not trust ${stageForwarder.address}`,
			remedy: "correct or remove the token's forwarder in the stage file",
		};
	if (stageForwarder) return { check, ok: true, detail: `it trusts ${stageForwarder.address}` };
	if (trustedForwarder)
		return { check, ok: true, detail: `it trusts ${trustedForwarder}, which the stage does not name` };
	return { check, ok: true, detail: isForwarded(read) ? "it trusts some, but does not say which" : "it trusts none" };
}
