import { describe, expect, test } from "@jest/globals";
import { judgeProbe } from "../../functions/core/probe.ts";
import type { ProbeFacts } from "../../functions/core/probe-facts.ts";
import { namesSelector, PROBED, type ProbedFunction, probeCall } from "../../functions/core/probed-functions.ts";
import { readProxy } from "../../functions/core/proxy.ts";
import { reasonOf } from "../../functions/core/revert-reason.ts";
import { FORWARDER, TOKEN } from "../given/claim.ts";

const DRAFT: ProbedFunction[] = ["claimableRevenue", "claim", "snapshot", "redeemableOnBurn", "burn"];
const REFERENCE: ProbedFunction[] = [...DRAFT, "claimBatch", "totalSupplyAt", "percentClaimable"];
const ORA: ProbedFunction[] = [...REFERENCE, "snapshotInterval", "lastSnapshotTimestamp", "claimableNumber"];
const read = (has: ProbedFunction[], given: Partial<ProbeFacts> = {}): ProbeFacts => ({
	account: "contract",
	functions: has,
	saysErc7641: false,
	claimable: [true, true],
	unknownSnapshot: "reverts",
	nowSec: 1_000,
	snapshot: { ok: true },
	readsRevenue: true,
	assets: [],
	...given,
});
const judge = (has: ProbedFunction[], given: Partial<ProbeFacts> = {}) => judgeProbe(read(has, given));
const detailOf = (has: ProbedFunction[], check: string, given: Partial<ProbeFacts> = {}) =>
	judge(has, given).findings.find((one) => one.check === check)?.detail;

describe("a dialect", () => {
	test("is found by what a token has and does", () => {
		expect(judge(REFERENCE).dialect).toBe("erc7641-reference");
		expect(judge(ORA, { claimable: [true, true, false], claimableNumber: 2n }).dialect).toBe("ora");
		const ours = ["currentSnapshotId", "snapshotInfo", "pendingRevenue", "nextSnapshotAt", "claimForMany"] as const;
		expect(judge([...DRAFT, ...ours]).dialect).toBe("imo-relay");
	});
	const cases: [string, ProbedFunction[], Partial<ProbeFacts>, string][] = [
		["ORA's names with a longer window", ORA, { claimable: [true, true, true] }, "older snapshots than the two latest"],
		["ORA's names with another number", ORA, { claimableNumber: 3n }, "3 snapshots can be claimed"],
		["ORA's names with a shorter window", ORA, { claimable: [true, false] }, "not even the two latest"],
		["the reference's names with a window", REFERENCE, { claimable: [true, true, false] }, "its snapshots expire"],
		["ORA's token that counts blocks", [...REFERENCE, "lastSnapshotBlock"], {}, "it has lastSnapshotBlock"],
		["snapshots to come that are answered for", REFERENCE, { unknownSnapshot: "answers" }, "not taken"],
		["revenue that the lens can't read", REFERENCE, { readsRevenue: false }, "new revenue can't be read"],
		["no batch", REFERENCE.filter((one) => one !== "claimBatch"), {}, "it has no claimBatch"],
	];
	test.each(cases)("is unknown with %s", (_what, has, given, reason) => {
		const { dialect, refusal } = judge(has, given);
		expect(dialect).toBeUndefined();
		expect(refusal).toContain(reason);
	});
});

describe("a token is refused", () => {
	const dangerous: ProbedFunction[] = [...REFERENCE, "multicall"];
	test("with a multicall and any sign of a forwarder", () => {
		expect(judge(dangerous).dialect).toBe("erc7641-reference");
		expect(judge(dangerous, { trustedForwarder: FORWARDER }).dialect).toBeUndefined();
		expect(judge([...dangerous, "isTrustedForwarder"]).dialect).toBeUndefined();
		const stageForwarder = { address: FORWARDER, isTrusted: true };
		expect(judge(dangerous, { stageForwarder }).dialect).toBeUndefined();
	});
	test("without one of the draft's functions", () => {
		expect(judge(REFERENCE.filter((one) => one !== "burn")).refusal).toBe("not ERC-7641: it has no burn");
	});
	test("without code", () => expect(judge([], { account: "none" }).refusal).toContain("no code"));
});

describe("a snapshot that reverts for a stranger", () => {
	const why = (reason: string, given: Partial<ProbeFacts> = {}) =>
		judge(ORA, { snapshot: { ok: false, reason }, ...given }).findings.find(({ check }) => check === "snapshot");
	test("is normal before its time", () => {
		expect(why("whatever", { intervalSec: 100n, lastSnapshotSec: 900n })?.pass).toBe(true);
		expect(why("ERC7641: snapshot interval is too short")?.pass).toBe(true);
		expect(why("RevShareTooEarly")?.pass).toBe(true);
	});
	test("is told after its time", () => {
		const late = why("error 0x1234", { intervalSec: 100n, lastSnapshotSec: 899n });
		expect(late).toMatchObject({ pass: false, detail: "a stranger's snapshot reverts: error 0x1234" });
		expect(late?.remedy).toBeDefined();
	});
});

test("every failed check says what can be done about it", () => {
	const worst = judge([...ORA, "multicall"], {
		snapshot: { ok: false, reason: "no" },
		claimable: [false],
		stageForwarder: { address: FORWARDER, isTrusted: false },
		trustedForwarder: TOKEN,
	});
	const failed = [...worst.findings, ...judge([], { account: "none" }).findings, ...judge([]).findings].filter(
		({ pass }) => !pass,
	);
	expect(failed.length).toBeGreaterThan(5);
	for (const { remedy } of failed) expect(remedy?.length).toBeGreaterThan(0);
	expect(detailOf(ORA, "claim-window", { claimable: [] })).toBe("not seen: no snapshot was taken");
});

describe("a function is found in code", () => {
	test("by its pushed selector", () => {
		expect(namesSelector("0x6080639711715a14", "snapshot")).toBe(true);
		expect(namesSelector("0x60809711715a14", "snapshot")).toBe(false);
	});
	test("that is asked for by a call of its own", () => {
		const selectors = PROBED.map((name) => probeCall(name).slice(0, 10));
		expect(new Set(selectors).size).toBe(PROBED.length);
		expect(probeCall("claim")).toBe(`0x379607f5${"0".repeat(64)}`);
		expect(probeCall("claimBatch").slice(0, 10)).toBe("0x62abebce");
		expect(probeCall("multicall").slice(0, 10)).toBe("0xac9650d8");
	});
});

test("a proxy is known by its code, or by EIP-1967's slots", () => {
	const minimal = `0x363d3d373d3d3d363d73${TOKEN.slice(2)}5af43d82803e903d91602b57fd5bf3` as const;
	expect(readProxy(minimal, [])).toEqual({ kind: "EIP-1167", implementation: TOKEN });
	const word = (address: string) => ({
		ok: true as const,
		returned: `0x${address.slice(2).padStart(64, "0")}` as const,
	});
	const none = word("0x0");
	expect(readProxy("0x60", [none, none])).toBeUndefined();
	expect(readProxy("0x60", [none, word(TOKEN)])).toEqual({ kind: "EIP-1967", implementation: TOKEN });
});

test("revert bytes are told in words", () => {
	expect(reasonOf("0x")).toBe("it gives no reason");
	expect(reasonOf("0x1234")).toBe("error 0x1234");
	const panic = `0x4e487b71${(0x11).toString(16).padStart(64, "0")}` as const;
	expect(reasonOf(panic)).toBe("panic 0x11");
	expect(reasonOf("0x08c379a0ff")).toBe("bytes 0x08c379a0ff");
});
