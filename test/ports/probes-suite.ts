import { describe, expect, test } from "@jest/globals";
import type { Address } from "../../functions/core/hex.ts";
import type { Probe } from "../../functions/core/probe.ts";
import { FORWARDER, OTHER_HOLDER, TOKEN } from "../given/claim.ts";
import { type Open, UINT_MAX } from "./fresh.ts";

let last = 0n;
const freshAddress = (): Address => `0x${(++last).toString(16).padStart(40, "0")}`;
const aProbe = (given: Partial<Probe> = {}): Probe => ({
	chainId: 31337,
	address: freshAddress(),
	blockNumber: 9,
	probedAtMs: 1_000,
	dialect: "ora",
	findings: [{ check: "contract", pass: true, detail: "a contract of its own" }],
	facts: {
		account: "contract",
		functions: ["claim", "snapshot"],
		saysErc7641: false,
		claimable: [true, false],
		unknownSnapshot: "reverts",
		nowSec: 77,
		snapshot: { ok: true },
		readsRevenue: true,
		assets: [],
	},
	...given,
});

/** functions/core/ports/probe-store.ts */
export function probesSuite(open: Open): void {
	const probes = () => open().probes;
	describe("a probe", () => {
		test("is unknown at first, and comes back as it was", async () => {
			const probe = aProbe();
			expect(await probes().get(31337, probe.address)).toBeUndefined();
			await probes().put(probe);
			expect(await probes().get(31337, probe.address)).toEqual(probe);
			expect(await probes().get(1, probe.address)).toBeUndefined();
		});
		test("comes back with all that may be in it, up to 2^256 - 1", async () => {
			const { dialect: _none, ...rest } = aProbe();
			const facts = {
				...rest.facts,
				proxy: { kind: "EIP-1967" as const, implementation: OTHER_HOLDER },
				currentSnapshotId: UINT_MAX,
				claimableNumber: 2n,
				intervalSec: UINT_MAX,
				lastSnapshotSec: 0n,
				snapshot: { ok: false as const, reason: "too early" },
				assets: [TOKEN],
				trustedForwarder: FORWARDER,
				stageForwarder: { address: FORWARDER, isTrusted: false },
			};
			const findings = [{ check: "forwarder", pass: false, detail: "not trusted", remedy: "correct it" }];
			const probe: Probe = { ...rest, refusal: "unknown", findings, facts };
			await probes().put(probe);
			expect(await probes().get(probe.chainId, probe.address)).toEqual(probe);
		});
		test("gives way to a later one, and not to an earlier one that comes late", async () => {
			const probe = aProbe();
			const later = { ...probe, probedAtMs: 2_000, blockNumber: 10 };
			await probes().put(probe);
			await probes().put(later);
			await probes().put(probe);
			expect(await probes().get(probe.chainId, probe.address)).toEqual(later);
			const { dialect: _gone, ...refused } = { ...later, probedAtMs: 3_000, refusal: "unknown" };
			await probes().put(refused);
			expect(await probes().get(probe.chainId, probe.address)).toEqual(refused);
		});
	});
}
