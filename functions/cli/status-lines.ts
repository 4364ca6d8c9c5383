import type { Reply } from "../operator-api.ts";
import { columns, duration, ether, gwei, many, revenue, short, style, utc } from "./format.ts";

type Status = Reply<"status">;
type Lane = Status["lanes"][number];
type Token = Status["tokens"][number];

const good = (text: string): string => style("green", text);
const bad = (text: string): string => style("red", text);
const wait = (text: string): string => style("yellow", text);
const title = (text: string): string => style("bold", text);

/** A stack's status for people. */
export function showStatus(status: Status): string[] {
	const nowSec = status.nowMs / 1000;
	const { pauses, chains, lanes, tokens, events } = status;
	return [
		`${title(`stage ${status.stage}`)}  ${utc(nowSec)}`,
		...pauses.map(
			({ tokenId, lane, sinceMs }) =>
				`${wait("paused")} ${tokenId ? `token ${tokenId}` : lane ? `lane ${lane}` : "everything"}, since ${utc(sinceMs / 1000)}`,
		),
		"",
		...columns(
			["CHAIN", "BLOCK", "FINAL", "GAS PRICE", "CAP"],
			chains.map((chain) => [
				`${chain.chainId} ${chain.name}`,
				chain.latest ? String(chain.latest.number) : bad(chain.problem ?? "?"),
				chain.finalized ? String(chain.finalized.number) : "",
				chain.gasPriceWei === undefined ? "" : priced(chain.gasPriceWei, chain.feeCapWei),
				gwei(chain.feeCapWei),
			]),
		),
		"",
		...columns(
			["LANE", "CHAIN", "ADDRESS", "BALANCE", "WAITING", "OPEN", "STATE"],
			lanes.map((lane) => laneCells(lane, status.nowMs)),
		),
		...rowLines(lanes, status.nowMs),
		"",
		...columns(["TOKEN", "SNAPSHOT", "PENDING", "LEDGER", "INFLOWS", "PAYOUT", "POLICY"], tokens.map(tokenCells)),
		...(events.length > 0
			? [
					"",
					...columns(
						["NEXT", "IN", "WHAT"],
						events.slice(0, 8).map((event) => [utc(event.atSec), duration(event.atSec - nowSec), eventText(event)]),
					),
				]
			: []),
	];
}

const priced = (price: bigint, cap: bigint): string => (price > (cap * 7n) / 10n ? bad(gwei(price)) : gwei(price));

function laneCells(lane: Lane, nowMs: number): string[] {
	const { backlog, balanceWei } = lane;
	const oldest = backlog.oldestAtMs === undefined ? "" : `, oldest ${duration((nowMs - backlog.oldestAtMs) / 1000)}`;
	return [
		lane.id,
		String(lane.chainId),
		lane.address ? short(lane.address) : "?",
		balanceWei === undefined ? "?" : balanceWei < lane.floorWei ? bad(ether(balanceWei)) : ether(balanceWei),
		backlog.claims === 0 ? "0" : `${backlog.claims}${backlog.isMore ? "+" : ""}${oldest}`,
		String(lane.rows.length),
		laneState(lane),
	];
}
function laneState({ problem, paused, setAside, waitsFor, isDelegated }: Lane): string {
	if (problem) return bad(problem);
	if (paused) return wait("paused");
	if (setAside) return bad(`set aside: ${setAside}`);
	if (isDelegated) return bad("its key is delegated (EIP-7702)");
	return waitsFor ? wait(`waits for ${waitsFor}`) : good("serves");
}

function rowLines(lanes: Lane[], nowMs: number): string[] {
	const rows = lanes.flatMap((lane) => lane.rows.map((row) => ({ ...row, lane: lane.id })));
	if (rows.length === 0) return [];
	const cells = rows.map((row) => [
		`${row.lane} ${row.nonce}`,
		row.state,
		row.purpose === "claims" ? many(row.claims, "claim") : row.purpose,
		many(row.attempts, "attempt"),
		duration((nowMs - row.preparedAtMs) / 1000),
		row.transactionHash ? short(row.transactionHash) : "",
	]);
	return ["", ...columns(["TRANSACTION", "STATE", "FOR", "ATTEMPTS", "AGE", "HASH"], cells)];
}

function tokenCells(token: Token): string[] {
	const { ledger, verdict, payout } = token;
	const lag =
		ledger.lagBlocks === undefined
			? ""
			: ledger.lagBlocks === 0
				? ", up to date"
				: `, ${many(ledger.lagBlocks, "block")} behind`;
	return [
		token.id,
		token.currentSnapshotId === undefined ? "?" : String(token.currentSnapshotId),
		token.pendingWei === undefined ? "?" : revenue(token.pendingWei, token.pendingAssets ?? []),
		ledger.blockNumber === undefined ? "not begun" : `block ${ledger.blockNumber}${lag}`,
		String(ledger.inflowCount),
		payoutText(payout),
		token.problem
			? bad(token.problem)
			: verdict?.due
				? good("snapshot is due")
				: wait(`no snapshot: ${(verdict?.reasons ?? []).join(", ")}`),
	];
}

function payoutText({ kind, isDone, unpaidHolders, unpaidWei }: Token["payout"]): string {
	const unpaid = unpaidHolders ? `, ${many(unpaidHolders, "holder")} unpaid (${ether(unpaidWei ?? 0n)})` : "";
	return `${kind}${isDone === false ? ", under way" : ""}${unpaid}`;
}

function eventText({ kind, tokenId, snapshotId }: Status["events"][number]): string {
	if (kind === "snapshot_possible") return `${tokenId} may take its next snapshot`;
	if (kind === "snapshot_by_max_wait") return `${tokenId}: its policy takes a snapshot with any revenue`;
	return `${tokenId}: snapshot ${snapshotId} expires`;
}
