import type { DialectName } from "./dialect-name.ts";
import type { Address } from "./hex.ts";
import { behaviourOf, isForwarded } from "./probe-behaviour.ts";
import type { ProbeFacts, ProbeFinding } from "./probe-facts.ts";
import type { ProbedFunction } from "./probed-functions.ts";

/** What the facts mean. Without a dialect the token can't be served, for the reason in `refusal`. */
export interface Judgement {
	dialect?: DialectName;
	refusal?: string;
	findings: ProbeFinding[];
}
/** A token as it was found at a block. */
export interface Probe extends Judgement {
	chainId: number;
	address: Address;
	blockNumber: number;
	probedAtMs: number;
	facts: ProbeFacts;
}

const DRAFT = ["claimableRevenue", "claim", "snapshot", "redeemableOnBurn", "burn"] as const;
const OURS = ["currentSnapshotId", "snapshotInfo", "pendingRevenue", "nextSnapshotAt", "claimForMany"] as const;
const COUNTED = ["totalSupplyAt", "claimBatch", "percentClaimable"] as const;
const ORA = ["snapshotInterval", "lastSnapshotTimestamp"] as const;

/** What the facts mean: a dialect is found by what a token does, and refused for what it could do. */
export function judgeProbe(facts: ProbeFacts): Judgement {
	const contract = contractFinding(facts);
	if (!contract.pass) return { refusal: contract.detail, findings: [contract] };
	const draft = interfaceFinding(facts);
	const { dialect, finding } = judgeDialect(facts);
	const vital = [draft, finding, multicallFinding(facts)];
	const refusal = vital.find(({ pass }) => !pass)?.detail;
	const findings = [contract, ...vital, ...(draft.pass ? behaviourOf(facts, dialect) : [])];
	return { ...(refusal === undefined ? {} : { refusal }), ...(dialect && !refusal ? { dialect } : {}), findings };
}

const missing = ({ functions }: ProbeFacts, names: readonly ProbedFunction[]): ProbedFunction[] =>
	names.filter((name) => !functions.includes(name));

function contractFinding({ account, proxy }: ProbeFacts): ProbeFinding {
	const check = "contract";
	if (account === "none")
		return { check, pass: false, detail: "there is no code at this address", remedy: "check address and chain" };
	if (account === "delegated")
		return { check, pass: false, detail: "it is an account with a key (EIP-7702)", remedy: "check the address" };
	if (!proxy) return { check, pass: true, detail: "a contract of its own" };
	const detail = `an ${proxy.kind} proxy of ${proxy.implementation}`;
	return proxy.kind === "EIP-1167"
		? { check, pass: true, detail }
		: { check, pass: true, detail, remedy: "whoever may change its code can change its dialect: probe it again then" };
}

function interfaceFinding(facts: ProbeFacts): ProbeFinding {
	const check = "interface";
	const none = missing(facts, DRAFT);
	if (none.length === 0)
		return {
			check,
			pass: true,
			detail: `ERC-7641, ${facts.saysErc7641 ? "as ERC-165 says" : "by its five functions"}`,
		};
	const detail = `not ERC-7641: it has no ${none.join(", ")}`;
	return { check, pass: false, detail, remedy: "name the token's own address" };
}

/** Which dialect fits; never by names alone where behaviour can be seen. */
function judgeDialect(facts: ProbeFacts): { dialect?: DialectName; finding: ProbeFinding } {
	const check = "dialect";
	const unfit: Record<DialectName, string | undefined> = {
		"imo-relay": lacks(facts, OURS),
		ora: lacks(facts, [...COUNTED, ...ORA]) ?? oraConduct(facts),
		"erc7641-reference": lacks(facts, COUNTED) ?? referenceConduct(facts),
	};
	const names = Object.keys(unfit) as DialectName[];
	const dialect = names.find((name) => unfit[name] === undefined);
	if (dialect) return { dialect, finding: { check, pass: true, detail: dialect } };
	const reasons = names.map((name) => `not ${name}: ${unfit[name]}`).join("; ");
	const remedy = "a token like this needs a dialect of its own: functions/adapters/chain/dialects";
	return { finding: { check, pass: false, detail: `unknown (${reasons})`, remedy } };
}

function lacks(facts: ProbeFacts, names: readonly ProbedFunction[]): string | undefined {
	const none = missing(facts, names);
	return none.length > 0 ? `it has no ${none.join(", ")}` : undefined;
}

function oraConduct({ claimable, claimableNumber, unknownSnapshot, readsRevenue }: ProbeFacts): string | undefined {
	if (!readsRevenue) return "its new revenue can't be read";
	if (unknownSnapshot === "answers") return "it answers for snapshots that were not taken";
	if (claimableNumber !== undefined && claimableNumber !== 2n) return `${claimableNumber} snapshots can be claimed`;
	if (claimable.slice(0, 2).includes(false)) return "not even the two latest snapshots can be claimed";
	return claimable.slice(2).includes(true) ? "older snapshots than the two latest can be claimed" : undefined;
}

function referenceConduct(facts: ProbeFacts): string | undefined {
	const extra = ([...ORA, "lastSnapshotBlock"] as const).filter((name) => facts.functions.includes(name));
	if (extra.length > 0) return `it has ${extra.join(", ")}`;
	if (!facts.readsRevenue) return "its new revenue can't be read";
	if (facts.unknownSnapshot === "answers") return "it answers for snapshots that were not taken";
	return facts.claimable.includes(false) || facts.claimableNumber !== undefined ? "its snapshots expire" : undefined;
}

/** OpenZeppelin's incident of December 2023: the forwarder's sender is lost in a delegatecall, and anybody speaks for anybody. */
function multicallFinding(facts: ProbeFacts): ProbeFinding {
	const check = "multicall";
	if (!facts.functions.includes("multicall")) return { check, pass: true, detail: "none" };
	if (!isForwarded(facts)) return { check, pass: true, detail: "there is one, but no forwarder is trusted" };
	const detail = "it trusts a forwarder and has multicall(bytes[]): anybody could claim for anybody through both";
	const remedy = "this token is not served; its owner should stop trusting the forwarder";
	return { check, pass: false, detail, remedy };
}
