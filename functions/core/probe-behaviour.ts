import type { DialectName } from "./dialect-name.ts";
import type { ProbeFacts, ProbeFinding } from "./probe-facts.ts";

/** Whether the token takes somebody's word for who calls it. */
export function isForwarded({ trustedForwarder, stageForwarder, functions }: ProbeFacts): boolean {
	if (trustedForwarder !== undefined || stageForwarder?.isTrusted) return true;
	// It does not say which; one that says that it trusts nobody has the former function, too.
	return functions.includes("isTrustedForwarder") && !functions.includes("trustedForwarder");
}

/** What an operator wants to know of a token beside its dialect. */
export function behaviourOf(facts: ProbeFacts, dialect: DialectName | undefined): ProbeFinding[] {
	const hasBatch = facts.functions.includes("claimBatch");
	return [
		snapshotFinding(facts, dialect),
		{ check: "claim-window", pass: true, detail: windowOf(facts, dialect) },
		hasBatch
			? { check: "claim-batch", pass: true, detail: "claimBatch(uint256[])" }
			: {
					check: "claim-batch",
					pass: false,
					detail: "no claimBatch(uint256[])",
					remedy: "claims go by it on every route but the forwarder's: this token can't be claimed under a mandate",
				},
		{ check: "on-behalf", pass: true, detail: onBehalfOf(facts) },
		forwarderFinding(facts),
		{ check: "erc20-revenue", pass: true, detail: assetsOf(facts) },
	];
}

function snapshotFinding(facts: ProbeFacts, dialect: DialectName | undefined): ProbeFinding {
	const check = "snapshot";
	const { snapshot, intervalSec, lastSnapshotSec, nowSec } = facts;
	const blocks = dialect === "erc7641-reference" ? ", more than 1,000 blocks apart" : "";
	const spaced = intervalSec === undefined ? blocks : `, ${intervalSec} s apart`;
	if (snapshot.ok) return { check, pass: true, detail: `anybody may take one now${spaced}` };
	const opensSec = (lastSnapshotSec ?? 0n) + (intervalSec ?? 0n);
	const isEarly =
		intervalSec === undefined ? /interval|too (short|early|soon)/i.test(snapshot.reason) : nowSec <= opensSec;
	// Our own token's errors are named; it lets anybody take one.
	if (isEarly || snapshot.reason.startsWith("RevShare"))
		return { check, pass: true, detail: `not now: ${snapshot.reason}${spaced}` };
	const remedy = "if only some may take snapshots, have them take them: claims are still served";
	return { check, pass: false, detail: `a stranger's snapshot reverts: ${snapshot.reason}`, remedy };
}

function windowOf({ claimable, claimableNumber }: ProbeFacts, dialect: DialectName | undefined): string {
	if (dialect === "imo-relay") return "each snapshot says until when";
	const open = claimable.filter(Boolean).length;
	if (claimable.includes(false)) return `the latest ${open} can be claimed, older ones not`;
	if (claimableNumber !== undefined) return `the latest ${claimableNumber} can be claimed, by what it says`;
	return claimable.length === 0 ? "not seen: no snapshot was taken" : `open for all ${open} that were looked at`;
}

function onBehalfOf({ functions }: ProbeFacts): string {
	if (functions.includes("claimForMany")) return "claimForMany";
	return functions.includes("claimOfUser")
		? "claim(address), which is not used: claims go by mandate"
		: "none: claims go by mandate";
}

function assetsOf({ functions, assets }: ProbeFacts): string {
	if (!functions.includes("claimableERC20")) return "ETH alone: an ERC-20 that is sent to it is stuck";
	return assets.length > 0 ? `claimableERC20, of ${assets.join(", ")}` : "claimableERC20; it lists none";
}

function forwarderFinding(facts: ProbeFacts): ProbeFinding {
	const check = "forwarder";
	const { stageForwarder, trustedForwarder } = facts;
	if (stageForwarder && !stageForwarder.isTrusted)
		return {
			check,
			pass: false,
			detail: `the token does not trust ${stageForwarder.address}`,
			remedy: "correct or remove the token's forwarder in the stage file",
		};
	if (stageForwarder) return { check, pass: true, detail: `it trusts ${stageForwarder.address}` };
	if (trustedForwarder)
		return { check, pass: true, detail: `it trusts ${trustedForwarder}, which the stage does not name` };
	return {
		check,
		pass: true,
		detail: isForwarded(facts) ? "it trusts some, but does not say which" : "it trusts none",
	};
}
