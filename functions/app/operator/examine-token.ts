import type { Finding } from "../../core/finding.ts";
import type { Ports } from "../../core/ports/ports.ts";
import type { Token } from "../../core/stage.ts";
import { probeToken } from "../probe-token.ts";
import { reasonOf } from "./or-problem.ts";

/** How a token speaks and whether it is safe, as its probe finds; and whether the stage file says the same. */
export async function examineToken(ports: Ports, token: Token): Promise<Finding[]> {
	const subject = `token ${token.id}`;
	try {
		const { dialect, refusal, findings } = await probeToken(ports, token);
		const isVital = (detail: string): boolean => detail === refusal;
		const seen = findings.map(({ check, pass, detail, remedy }): Finding => {
			const status = pass ? "pass" : isVital(detail) ? "fail" : "warn";
			return { check: "token", subject, status, detail: `${check}: ${detail}`, ...(remedy ? { remedy } : {}) };
		});
		if (!dialect || token.dialect === "auto" || token.dialect === dialect) return seen;
		const detail = `the stage file says ${token.dialect}, and it speaks ${dialect}`;
		return [
			...seen,
			{ check: "token", subject, status: "fail", detail, remedy: `set its dialect to ${dialect}, or to auto` },
		];
	} catch (error) {
		const remedy = "see the nodes above";
		return [{ check: "token", subject, status: "fail", detail: reasonOf(error), remedy }];
	}
}
