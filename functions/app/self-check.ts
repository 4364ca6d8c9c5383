import type { Finding } from "../core/finding.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";

/** No chain takes it: it has no gas. Nothing of it is kept. */
const VOID = { nonce: 0, data: "0x", gasLimit: 0n, maxFeePerGasWei: 0n, maxPriorityFeePerGasWei: 0n } as const;

/** What a function may do, by its own role: reach the table, and, if it signs, use each lane's key. */
export async function selfCheck(ports: Ports, subject: string, signs: boolean): Promise<Finding[]> {
	const tried = async (what: string, remedy: string, work: () => Promise<unknown>): Promise<Finding> => {
		try {
			await work();
			return { check: "function", subject, status: "pass", detail: what };
		} catch (error) {
			return { check: "function", subject, status: "fail", detail: `${what}: ${(error as Error).message}`, remedy };
		}
	};
	return Promise.all([
		tried("reaches the table", "check the table's name and the function's role", () => ports.store.pauses.list()),
		...(signs ? ports.lanes : []).map((lane) =>
			tried(`signs as ${lane.id}`, "check the key's state and policy, and the function's role", async () => {
				const sender = await ports.sender(lane);
				if (isManaged(sender)) {
					const trouble = await sender.trouble();
					if (trouble) throw new Error(trouble);
					return;
				}
				await sender.sign({ ...VOID, chainId: lane.chainId, to: await sender.address() });
			}),
		),
	]);
}
