import { gasTank, sweepData } from "../core/chore.ts";
import type { Address, Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Chore } from "../core/transaction.ts";
import { sweepTasks } from "./sweep-tasks.ts";

/** What a chore calls; undefined when the stage file no longer names what it is for. */
export function choreCall(ports: Ports, chainId: number, chore: Chore): { to: Address; data: Hex } | undefined {
	if (chore.kind === "refill") {
		const to = ports.chainStage(chainId).gasTank;
		return to && { to, data: gasTank.encode("refill", [chore.lanes]) };
	}
	const token = ports.tokens.find((one) => one.id === chore.tokenId);
	if (chore.kind === "snapshot") return token && ports.dialect(token).snapshotCall();
	const sweep = token?.sweeps.find((one) => one.id === chore.sweepId);
	return sweep && { to: sweep.address, data: sweepData(sweep, chore.snapshotId) };
}

/** Whether a chore would still do something at `latest`: that somebody else did it meanwhile is normal. */
export async function isChoreWanted(ports: Ports, chainId: number, from: Address, chore: Chore): Promise<boolean> {
	const call = choreCall(ports, chainId, chore);
	if (!call) return false;
	const chain = ports.chain(chainId);
	if (chore.kind === "refill") return (await refillableWei(ports, chainId, chore.lanes)).some((wei) => wei > 0n);
	if (chore.kind === "snapshot" && (await isTaken(ports, chore))) return false;
	if (chore.kind === "sweep") {
		const token = ports.tokens.find((one) => one.id === chore.tokenId);
		const sweep = token?.sweeps.find((one) => one.id === chore.sweepId);
		const tasks = token && sweep ? await sweepTasks(ports, token, sweep) : [];
		if (!tasks.some(({ snapshotId }) => snapshotId === chore.snapshotId)) return false;
	}
	const [result] = await chain.calls([{ from, ...call }], "latest");
	return !(result && !result.ok && result.reverted);
}

/** Whether there is that snapshot, whoever took it: the one after it is for the policy to judge anew. */
export async function isTaken(
	ports: Ports,
	{ tokenId, snapshotId }: Extract<Chore, { kind: "snapshot" }>,
): Promise<boolean> {
	const token = ports.tokens.find((one) => one.id === tokenId);
	if (!token || snapshotId === undefined) return false;
	return (await ports.dialect(token).state("latest")).currentSnapshotId >= snapshotId;
}

/** What the chain's gas tank would give each of the accounts now, in wei. */
export async function refillableWei(ports: Ports, chainId: number, lanes: readonly Address[]): Promise<bigint[]> {
	const { gasTank: to } = ports.chainStage(chainId);
	if (!to) return lanes.map(() => 0n);
	const calls = lanes.map((lane) => ({ to, data: gasTank.encode("refillable", [lane]) }));
	const results = await ports.chain(chainId).calls(calls, "latest");
	return results.map((one) => (one.ok && one.returned !== "0x" ? gasTank.decode("refillable", one.returned)[0] : 0n));
}
