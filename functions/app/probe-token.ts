import { delegateOf } from "../core/eip7702.ts";
import { Fault } from "../core/fault.ts";
import { type Address, ETH, type Hex, toAddress } from "../core/hex.ts";
import type { Block, Call, CallResult, Chain } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { judgeProbe, type Probe } from "../core/probe.ts";
import type { ProbeFacts } from "../core/probe-facts.ts";
import { namesSelector, PROBED, type ProbedFunction, probeCall, STRANGER } from "../core/probed-functions.ts";
import { readProxy, storageCalls } from "../core/proxy.ts";
import { latestSnapshotCall, readLatestSnapshot, readOwed, revenueCall } from "../core/revenue-lens.ts";
import { reasonOf } from "../core/revert-reason.ts";
import { token as abi } from "../core/routes/token-calls.ts";

/** So many snapshots back a claim window is looked for. */
const LOOK_BACK = 5n;

/** What a probe reaches. */
export type ProbePorts = Pick<Ports, "chain" | "log" | "nowMs" | "tokens"> & { store: Pick<Ports["store"], "probes"> };

/**
 * Finds out how the token at an address of a chain of the stage speaks ERC-7641, whoever wrote it, by calls that change
 * nothing, and keeps what it finds. Fault `rpc_unavailable`.
 */
export async function probeToken(
	ports: ProbePorts,
	{ chainId, address }: { chainId: number; address: Address },
): Promise<Probe> {
	const chain = ports.chain(chainId);
	const registered = ports.tokens.find((one) => one.chainId === chainId && one.address === address);
	const head = await chain.block("latest");
	const facts = await readFacts(chain, head, address, registered?.forwarder?.address);
	const place = { chainId, address, blockNumber: head.number, probedAtMs: ports.nowMs() };
	const probe = { ...place, facts, ...judgeProbe(facts) };
	await ports.store.probes.put(probe);
	const { dialect, refusal } = probe;
	ports.log[dialect ? "info" : "warn"]("token_probed", { chainId, address, dialect, refusal });
	return probe;
}

async function readFacts(chain: Chain, head: Block, token: Address, forwarder?: Address): Promise<ProbeFacts> {
	const code = await chain.code(token);
	const account = code === "0x" ? "none" : delegateOf(code) ? "delegated" : "contract";
	const nowSec = head.timestampSec;
	const nothing: ProbeFacts = {
		account,
		functions: [],
		saysErc7641: false,
		claimable: [],
		unknownSnapshot: "reverts",
		nowSec,
		snapshot: { ok: false, reason: "" },
		readsRevenue: false,
		assets: [],
	};
	if (account !== "contract") return nothing;

	const ask = async (calls: readonly Call[]): Promise<CallResult[]> => {
		const results = await chain.calls(calls, head.number);
		const unanswered = results.find((one) => !one.ok && !one.reverted);
		if (unanswered && !unanswered.ok)
			throw new Fault("rpc_unavailable", undefined, { chainId: chain.chainId, node: unanswered.message });
		return results;
	};
	const to = token;
	const answers = await ask([
		...PROBED.map((name) => ({ from: STRANGER, to, data: probeCall(name) })),
		...storageCalls(token),
	]);
	const proxy = readProxy(code, answers.slice(PROBED.length));
	const implementation = proxy ? await chain.code(proxy.implementation) : code;
	const answer = (name: ProbedFunction) => answers[PROBED.indexOf(name)];
	const has = functionsOf(implementation, answer);
	const number = (name: ProbedFunction): bigint | undefined => (has.has(name) ? wordOf(answer(name)) : undefined);

	const later = await ask([
		latestSnapshotCall(token),
		...revenueCall(token),
		...(forwarder ? [{ to, data: probeCall("isTrustedForwarder", forwarder) }] : []),
	]);
	const [latest, owed, balance, trusts] = later;
	const currentSnapshotId =
		number("currentSnapshotId") ?? (has.has("totalSupplyAt") ? readLatestSnapshot(latest) : undefined);
	const ids = lookBack(currentSnapshotId ?? 0n);
	const due = await ask(
		[...ids, (currentSnapshotId ?? 0n) + 1_000n].map((snapshotId) => ({
			to,
			data: probeCall("claimableRevenue", STRANGER, snapshotId),
		})),
	);
	const snapshot = answer("snapshot");
	const [claimableNumber, intervalSec, lastSnapshotSec] = [
		number("claimableNumber"),
		number("snapshotInterval"),
		number("lastSnapshotTimestamp"),
	];
	const trusted = number("trustedForwarder");
	const balanceWei = wordOf(balance);
	return {
		...nothing,
		...(proxy ? { proxy } : {}),
		functions: PROBED.filter((name) => has.has(name)),
		saysErc7641: number("erc165") === 1n,
		...(currentSnapshotId === undefined ? {} : { currentSnapshotId }),
		claimable: due.slice(0, -1).map(({ ok }) => ok),
		unknownSnapshot: due.at(-1)?.ok ? "answers" : "reverts",
		...(claimableNumber === undefined ? {} : { claimableNumber }),
		...(intervalSec === undefined ? {} : { intervalSec }),
		...(lastSnapshotSec === undefined ? {} : { lastSnapshotSec }),
		snapshot: snapshot?.ok ? { ok: true } : { ok: false, reason: reasonOf(snapshot?.revertBytes ?? "0x") },
		readsRevenue: isReadable(readOwed(owed), balanceWei),
		...(trusted ? { trustedForwarder: toAddress(`0x${trusted.toString(16).padStart(40, "0")}`) } : {}),
		assets: has.has("assets") ? assetsOf(answer("assets")) : [],
		...(forwarder ? { stageForwarder: { address: forwarder, isTrusted: wordOf(trusts) === 1n } } : {}),
	};
}

/** By what it answers, unless it answers anything; and by the selectors in its code. */
function functionsOf(code: Hex, answer: (name: ProbedFunction) => CallResult | undefined): Set<ProbedFunction> {
	const isAnswer = (result: CallResult | undefined): boolean =>
		result !== undefined && (result.ok ? result.returned.length >= 66 : result.revertBytes.length > 2);
	const answersAnything = isAnswer(answer("control"));
	return new Set(PROBED.filter((name) => namesSelector(code, name) || (!answersAnything && isAnswer(answer(name)))));
}

function assetsOf(result: CallResult | undefined): Address[] {
	try {
		return result?.ok ? abi.decode("assets", result.returned)[0].filter((one) => one !== ETH) : [];
	} catch {
		return []; // another function of that name
	}
}

/** What the token owes must be readable, and no more than it has. */
const isReadable = (owedWei: bigint | undefined, balanceWei: bigint | undefined): boolean =>
	owedWei !== undefined && balanceWei !== undefined && owedWei <= balanceWei;

function lookBack(currentSnapshotId: bigint): bigint[] {
	const ids: bigint[] = [];
	for (let id = currentSnapshotId; id > 0n && id > currentSnapshotId - LOOK_BACK; id--) ids.push(id);
	return ids;
}

/** The first word that a call returned. */
const wordOf = (result: CallResult | undefined): bigint | undefined =>
	result?.ok && result.returned.length >= 66 ? BigInt(result.returned.slice(0, 66)) : undefined;
