import { expect, test } from "@jest/globals";
import { HDNodeWallet } from "ethers";
import { grants } from "../../infra/cloud/grants.ts";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { callsOf } from "./calls.ts";
import { logLines } from "./log-lines.ts";
import { cloudStack } from "./stack.ts";

const stack = cloudStack();

test("no key, signature or secret stands in any log of the whole run", async () => {
	const lines = (await Promise.all(Object.keys(grants).map((fn) => logLines(stack, fn)))).flat();
	expect(lines.length).toBeGreaterThan(100);
	const calls = callsOf(stack);
	/** Signatures of holders, as they were stored; those of the lane, as KMS gave them. */
	const signatures = calls.flatMap(({ body }) => body.match(/0x[0-9a-f]{130}(?![0-9a-f])/g) ?? []);
	const der = calls.filter(({ action }) => action === "Sign").map(({ reply }) => JSON.parse(reply).Signature as string);
	expect([signatures.length > 0, der.length > 0]).toEqual([true, true]);
	const keys = [...ANVIL_KEYS, ...stack.holders.map((phrase) => HDNodeWallet.fromPhrase(phrase).privateKey)];
	const secrets = [...new Set([...signatures, ...der, ...keys, ...keys.map((key) => key.slice(2)), stack.rpcUrl])];
	const text = lines.join("\n");
	expect(secrets.filter((secret) => secret && text.includes(secret))).toEqual([]);
	// Whatever else looks like a signature, 65 bytes of hexadecimal.
	expect(text.match(/[0-9a-f]{130}/gi)).toBeNull();
});
