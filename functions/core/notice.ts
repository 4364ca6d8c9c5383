import { id as keccak } from "ethers";
import type { Address, Hex } from "./hex.ts";

/** What people and integrators are told of. A kind is public: a noun, a dot, what happened; never renamed. */
export type Notice =
	/** Revenue of a range of finalised blocks is in the ledger; of all assets, in their own units. */
	| {
			kind: "revenue.seen";
			tokenId: string;
			fromBlock: number;
			toBlock: number;
			blockHash: Hex;
			inflowCount: number;
			totals: { asset: Address; amount: bigint }[];
	  }
	/** A snapshot is final, whoever took it. */
	| {
			kind: "snapshot.taken";
			tokenId: string;
			snapshotId: bigint;
			takenAtSec: number;
			claimableWei?: bigint;
			claimableAssets?: { asset: Address; amount: bigint }[];
	  }
	/** Nobody took a snapshot that the policy wants, `sinceSec`: its window shut without it, or it is due for an hour. */
	| {
			kind: "snapshot.late";
			tokenId: string;
			sinceSec: number;
			pendingWei: bigint;
			pendingAssets: { asset: Address; amount: bigint }[];
			lastSnapshotAtSec: number;
	  }
	/** What nobody has claimed of a snapshot is lost to its holders soon; `holders`: how many, where that is known. */
	| {
			kind: "snapshot.expiring";
			tokenId: string;
			snapshotId: bigint;
			/** undefined: not by time but with the next snapshot. */
			expiresAtSec?: number;
			unclaimedWei: bigint;
			holders?: number;
	  }
	/** A lane has little ETH left to pay gas with. `sinceMs` tells this time from the next one. */
	| { kind: "lane.low"; lane: string; address: Address; balanceWei: bigint; floorWei: bigint; sinceMs: number }
	/** A lane takes no claims, and its waiting ones go to others: its key is delegated, or its sender does not answer. */
	| { kind: "lane.set-aside"; lane: string; reason: "delegated" | "sender"; sinceMs: number }
	/** A transaction is not mined although its fees are at the cap. */
	| { kind: "transaction.stuck"; lane: string; nonce: number; transactionHash: Hex; attempts: number }
	/** A token holds less than its ledger and its own books say. */
	| {
			kind: "ledger.gap";
			tokenId: string;
			asset: Address;
			missing: bigint;
			blockNumber: number;
			blockHash: Hex;
			sinceMs: number;
	  }
	/** An ERC-20 of a token fails to tell what the token holds of it, so that it can't be compared. */
	| {
			kind: "asset.unreadable";
			tokenId: string;
			asset: Address;
			blockNumber: number;
			blockHash: Hex;
			sinceMs: number;
	  }
	/** A function that has a schedule was not started by it. */
	| { kind: "schedule.missed"; function: string; lastRanMs: number }
	| {
			kind: "claim.settled";
			claimId: Hex;
			tokenId: string;
			holder: Address;
			snapshotIds: bigint[];
			paid: { asset: Address; amount: bigint }[];
			transactionHash: Hex;
	  }
	| {
			kind: "claim.refused" | "claim.failed";
			claimId: Hex;
			tokenId: string;
			holder: Address;
			snapshotIds: bigint[];
			code: string;
	  };
export type NoticeKind = Notice["kind"];

export const NOTICE_KINDS = [
	"revenue.seen",
	"snapshot.taken",
	"snapshot.late",
	"snapshot.expiring",
	"lane.low",
	"lane.set-aside",
	"transaction.stuck",
	"ledger.gap",
	"asset.unreadable",
	"schedule.missed",
	"claim.settled",
	"claim.refused",
	"claim.failed",
] as const satisfies readonly NoticeKind[];

/** What an operator wants to know without being asked: what takes him to act, and each snapshot. */
export const OPERATOR_KINDS = [
	"snapshot.taken",
	"snapshot.late",
	"snapshot.expiring",
	"lane.low",
	"lane.set-aside",
	"transaction.stuck",
	"ledger.gap",
	"asset.unreadable",
	"schedule.missed",
] as const satisfies readonly NoticeKind[];

/** What a notice is about: the same whenever, and by whomever, the same event is told. */
function subjectOf(notice: Notice): (string | number | bigint)[] {
	switch (notice.kind) {
		case "revenue.seen":
			return [notice.tokenId, notice.blockHash];
		case "snapshot.taken":
		case "snapshot.expiring":
			return [notice.tokenId, notice.snapshotId];
		case "snapshot.late":
			return [notice.tokenId, notice.sinceSec];
		case "lane.low":
			return [notice.lane, notice.sinceMs];
		case "lane.set-aside":
			return [notice.lane, notice.reason, notice.sinceMs];
		case "transaction.stuck":
			return [notice.lane, notice.nonce];
		case "ledger.gap":
		case "asset.unreadable":
			return [notice.tokenId, notice.asset, notice.sinceMs];
		case "schedule.missed":
			return [notice.function, notice.lastRanMs];
		case "claim.settled":
		case "claim.refused":
		case "claim.failed":
			return [notice.claimId];
	}
}

/** A notice's id, derived from what happened: a crash and a repetition give the same one. 32 bytes of hexadecimal. */
export const noticeId = (notice: Notice): string => keccak(`${notice.kind}/${subjectOf(notice).join("/")}`).slice(2);
