import type { ClaimOrder } from "../../functions/app/accept-claim.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import type { Token } from "../../functions/core/stage.ts";
import type { Dice } from "../given/dice.ts";
import type { Ground } from "../given/ground.ts";
import { holderOf, signedOrder } from "../given/order.ts";

/** How likely a holder who looks posts: low, so that a snapshot's claims come one after the other. */
const EAGERNESS = 0.15;
const isDone = ({ state }: Claim): boolean => state !== "accepted" && state !== "relayed";

/** The holders as clients: each asks what is due, signs once, and posts again when the answer was lost. */
export interface Crowd {
	/** Signed orders that no worker has accepted yet. */
	orders: ClaimOrder[];
	/** Claims that a worker said it had accepted. */
	accepted: Set<Hex>;
	/** Orders that were turned down, by code. */
	declined: Map<string, number>;
	posted(order: ClaimOrder, claimId: Hex): void;
	refused(order: ClaimOrder, code: string): void;
	lost(order: ClaimOrder): void;
	/** From now on each holder claims all that is due at once. */
	hurry(): void;
	/** Whether nothing is due any more, and nothing under way. */
	isContent(): boolean;
	stop(): Promise<void>;
}

export function startCrowd(ground: Ground, at: Dice): Crowd {
	const ports = ground.worker();
	const token = ports.tokens[0] as Token;
	const busy = new Map<string, { order: ClaimOrder; claimId?: Hex }>();
	const contentAt = new Map<string, bigint>();
	let running = true;
	let hurried = false;
	let finalSnapshot = 0n;

	const look = async (holder: Ground["holders"][number]): Promise<void> => {
		const { address } = holder;
		const mine = busy.get(address);
		if (mine) {
			const claim = mine.claimId && (await ports.store.claims.get(mine.claimId));
			if (claim && isDone(claim)) busy.delete(address);
			return;
		}
		if (contentAt.get(address) === finalSnapshot) return;
		if (!hurried && !at.chance(EAGERNESS)) return; // so that claims keep coming all the while
		const due = (await ports.dialect(token).due(address as Address, "latest"))
			.map(({ snapshotId }) => snapshotId)
			.filter((id) => id <= finalSnapshot)
			.slice(0, hurried ? ports.limits.snapshotsPerClaim : 1);
		if (due.length === 0) {
			// Paid at the head may be undone: content only when it can't be.
			const head = await ports.chain(token.chainId).block("latest");
			const still = await ports.dialect(token).due(address as Address, Math.max(0, head.number - ground.finality));
			if (still.every(({ snapshotId }) => snapshotId > finalSnapshot)) contentAt.set(address, finalSnapshot);
			return;
		}
		const route = ground.holders.indexOf(holder) % 3 === 0 ? "on-behalf" : "forwarder";
		const order = await signedOrder(ports, holder, due, route);
		busy.set(address, { order });
		crowd.orders.push(order);
	};
	const crowd: Crowd = {
		orders: [],
		accepted: new Set(),
		declined: new Map(),
		posted: (order, claimId) => {
			crowd.accepted.add(claimId);
			busy.set(holderOf(order), { order, claimId });
		},
		refused: (order, code) => {
			crowd.declined.set(code, (crowd.declined.get(code) ?? 0) + 1);
			busy.delete(holderOf(order));
		},
		lost: (order) => void crowd.orders.push(order),
		hurry: () => {
			hurried = true;
		},
		isContent: () => busy.size === 0 && ground.holders.every(({ address }) => contentAt.get(address) === finalSnapshot),
		stop: async () => {
			running = false;
			await turns;
		},
	};
	const turns = (async () => {
		while (running) {
			const { number } = await ports.chain(token.chainId).block("finalized");
			finalSnapshot = (await ports.dialect(token).state(number)).currentSnapshotId;
			for (const holder of at.shuffle(ground.holders)) {
				if (!running) return;
				await look(holder).catch((error: Error) => {
					if (running) process.stderr.write(`a holder's look failed: ${error.message}\n`);
				});
				await new Promise((resolve) => setTimeout(resolve, hurried ? 0 : 15));
			}
		}
	})();
	return crowd;
}
