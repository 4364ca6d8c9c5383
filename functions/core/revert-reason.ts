import { AbiCoder } from "ethers";
import type { Hex } from "./hex.ts";
import { token } from "./routes/token-calls.ts";

const ERROR = "0x08c379a0"; // Error(string)
const PANIC = "0x4e487b71"; // Panic(uint256)

/** What revert bytes say, for people. */
export function reasonOf(revertBytes: Hex): string {
	if (revertBytes === "0x") return "it gives no reason";
	const [selector, body] = [revertBytes.slice(0, 10), `0x${revertBytes.slice(10)}`];
	try {
		const coder = AbiCoder.defaultAbiCoder();
		if (selector === ERROR) return String(coder.decode(["string"], body)[0]);
		if (selector === PANIC) return `panic 0x${BigInt(coder.decode(["uint256"], body)[0]).toString(16)}`;
	} catch {
		return `bytes ${revertBytes.slice(0, 74)}`;
	}
	return token.errorName(revertBytes) ?? `error ${selector}`;
}
