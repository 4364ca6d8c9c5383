import { expect, test } from "@jest/globals";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { acceptOptOut } from "../../functions/app/accept-opt-out.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { HOLDER, TOKEN } from "../given/claim.ts";

test("a contract's signature that a limited node does not judge is not called a bad one", async () => {
	const limited = { ok: false, reverted: false, revertBytes: "0x", message: "slow down", trouble: "limited" };
	const ports = {
		tokens: [{ id: "t", chainId: 1, address: TOKEN }],
		nowMs: () => 1_000,
		store: memoryStore(),
		chain: () => ({ code: async () => "0x6001", calls: async () => [limited] }),
	} as unknown as Ports;
	const optOut = { account: HOLDER, token: TOKEN, optedOut: true, signedAtSec: 1n };
	const order = { tokenId: "t", chainId: 1, optOut, signature: "0x12" as const };
	await expect(acceptOptOut(ports, order)).rejects.toMatchObject({ code: "rpc_unavailable" });
});
