import type { MandateOrder } from "../../functions/app/accept-mandate.ts";
import { isFinal } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import type { Ended } from "../crash/start-worker.ts";
import type { Dice } from "../given/dice.ts";
import { mandateOrder } from "../given/mandate-order.ts";
import { signedOrder } from "../given/order.ts";
import type { Player, Scene, SoakToken } from "./scene.ts";
import type { Task } from "./worker.ts";

const MILLI = 10n ** 15n;
type Errand = { task: Task; ended(how: Ended): void };

/** The holders as clients, and those who use the models. */
export interface Players {
	/** Claims that a worker said it had accepted. */
	accepted: Set<Hex>;
	/** Signs the mandates of all that have the habit; to be posted until taken. */
	mandates(nowMs: number): Promise<Errand[]>;
	/** Mandates that no worker has taken yet. */
	untaken(): number;
	/** What those who ask for their claims post now. */
	posts(nowMs: number): Promise<Errand[]>;
	/** Revenue arrives, as it may. */
	earn(): Promise<void>;
	/** Whether nobody who asks has anything due or under way. */
	isContent(): Promise<boolean>;
}

export function players(scene: Scene, ports: Ports, at: Dice): Players {
	const income = at.branch("income");
	const accepted = new Set<Hex>();
	const open = new Map<Player, Hex>();
	const orders = new Map<Player, MandateOrder>();
	const taken = new Set<Player>();
	const all = scene.tokens.flatMap((token) => token.players.map((player) => ({ token, player })));
	const stageToken = ({ id }: SoakToken): Token => ports.tokens.find((one) => one.id === id) as Token;
	const asking = all.filter(({ player }) => player.habit === "forwarder" || player.habit === "on-behalf");
	const dueOf = async (token: SoakToken, player: Player) =>
		(await ports.dialect(stageToken(token)).due(player.wallet.address as Address, "latest")).map(
			({ snapshotId }) => snapshotId,
		);
	/** Whether his last claim has come to its end. */
	const isFree = async (player: Player): Promise<boolean> => {
		const id = open.get(player);
		const claim = id && (await ports.store.claims.get(id));
		if (claim && !isFinal(claim.state)) return false;
		open.delete(player);
		return true;
	};
	const mandated = all.filter(({ player }) => player.habit === "mandate");
	return {
		accepted,
		mandates: async (nowMs) => {
			const left = mandated.filter(({ player }) => !taken.has(player));
			return Promise.all(
				left.map(async ({ token, player }): Promise<Errand> => {
					const order = orders.get(player) ?? (await mandateOrder(ports, token.id, player.wallet));
					orders.set(player, order);
					return {
						task: { fn: "mandate", order, nowMs },
						ended: (how) => void ("done" in how && taken.add(player)),
					};
				}),
			);
		},
		untaken: () => mandated.length - taken.size,
		posts: async (nowMs) => {
			const errands: Errand[] = [];
			for (const { token, player } of asking) {
				if (!(await isFree(player)) || !at.chance(0.6)) continue;
				const due = (await dueOf(token, player)).slice(0, ports.limits.snapshotsPerClaim);
				if (due.length === 0) continue;
				const route = player.habit === "on-behalf" ? "on-behalf" : "forwarder";
				const order = await signedOrder(ports, player.wallet, due, route);
				errands.push({
					task: { fn: "post", order, nowMs },
					ended: (how) => {
						if (!("done" in how) || !how.done.claimId) return; // lost or refused: he asks again, with a new signature
						accepted.add(how.done.claimId as Hex);
						open.set(player, how.done.claimId as Hex);
					},
				});
			}
			return errands;
		},
		earn: async () => {
			for (const { chain, address, id } of scene.tokens) {
				if (!income.chance(0.7)) continue;
				const viaRouter = id === "openlm" && income.chance(0.7);
				const to = viaRouter ? await scene.router.getAddress() : address;
				const value = `0x${(BigInt(1 + income.below(900)) * MILLI + BigInt(income.below(1_000))).toString(16)}`;
				const from = await chain.operator.getAddress();
				await chain.rpc("eth_sendTransaction", [{ from, to, value, gas: "0x30000", maxFeePerGas: "0x174876e800" }]);
			}
		},
		isContent: async () => {
			for (const { token, player } of asking) {
				if (!(await isFree(player))) return false;
				if ((await dueOf(token, player)).length > 0) return false;
			}
			return true;
		},
	};
}
