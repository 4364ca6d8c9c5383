import type { Finding } from "../../core/finding.ts";
import type { Ports } from "../../core/ports/ports.ts";
import type { Lane } from "../../core/stage.ts";
import { reasonOf } from "./or-problem.ts";
import { floorWei, keyOnChain } from "./show-lane.ts";

/** Whether a lane's key is there, has funds, and carries no delegation. */
export async function examineLane(ports: Ports, lane: Lane): Promise<Finding[]> {
	const finding = (status: Finding["status"], detail: string, remedy?: string): Finding => ({
		check: "lane",
		subject: `lane ${lane.id}`,
		status,
		detail,
		...(remedy ? { remedy } : {}),
	});
	try {
		const { address, balanceWei, isDelegated } = await keyOnChain(ports, lane);
		const neededWei = floorWei(ports, lane);
		if (isDelegated)
			return [
				finding(
					"fail",
					`${address} delegates its code (EIP-7702)`,
					"undo the delegation, or take a new key: nodes take one transaction of it at a time",
				),
			];
		const has = `${address} has ${ether(balanceWei)} ETH`;
		if (balanceWei < neededWei) return [finding("fail", `${has}, needs ${ether(neededWei)}`, `send ETH to ${address}`)];
		return [finding("pass", has)];
	} catch (error) {
		return [finding("fail", reasonOf(error), "check that the key is there, and the nodes above")];
	}
}

/** Wei as ether, exact. */
function ether(wei: bigint): string {
	const digits = wei.toString().padStart(19, "0");
	return `${digits.slice(0, -18)}.${digits.slice(-18)}`.replace(/\.?0+$/, "");
}
