import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { HDNodeWallet } from "ethers";
import { eventually } from "./children.ts";
import { claimOnce, get, type ShownClaim } from "./holder.ts";
import type { earningModel } from "./model.ts";
import type { Service } from "./service.ts";
import { LOCAL_AWS } from "./table.ts";

export const TOKEN_ID = "openlm";
interface ShownToken {
	currentSnapshotId: string;
	nextSnapshotAtSec: number;
	pendingWei: string;
	ledger: { inflowCount: number; totals: { amount: string }[] };
}

/** Invokes a function through the Lambda endpoint and waits for it. */
export async function invoke(service: Service, fn: string, payload: object): Promise<void> {
	const client = new LambdaClient({
		endpoint: service.lambdaEndpoint,
		region: LOCAL_AWS.AWS_REGION,
		credentials: { accessKeyId: LOCAL_AWS.AWS_ACCESS_KEY_ID, secretAccessKey: LOCAL_AWS.AWS_SECRET_ACCESS_KEY },
	});
	try {
		const FunctionName = `imo-relay-local-${fn}`;
		await client.send(new InvokeCommand({ FunctionName, Payload: new TextEncoder().encode(JSON.stringify(payload)) }));
	} finally {
		client.destroy();
	}
}

/**
 * One whole cycle: revenue, a snapshot by the schedule, claims, more revenue, a snapshot by invocation, claims.
 * The last holder claims both snapshots at once. Gives the ids of all claims, each in a final state.
 */
export async function runCycle(
	service: Service,
	model: ReturnType<typeof earningModel>,
	holders: HDNodeWallet[],
): Promise<string[]> {
	const { url } = service;
	const token = () => get<ShownToken>(`${url}/v1/tokens/${TOKEN_ID}`);
	const snapshotAfter = (id: bigint, timeoutMs: number) =>
		eventually(`snapshot ${id + 1n}`, timeoutMs, async () =>
			BigInt((await token()).currentSnapshotId) > id ? true : undefined,
		);
	const claimIds: string[] = [];
	const claim = async (claimants: HDNodeWallet[]): Promise<void> => {
		const posted = await Promise.all(claimants.map((holder) => claimOnce(url, TOKEN_ID, holder)));
		for (const one of posted) if (one) claimIds.push(one.id);
	};
	const allFinal = () =>
		eventually("the end of all claims", 45_000, async () => {
			const shown = await Promise.all(claimIds.map((id) => get<ShownClaim>(`${url}/v1/claims/${id}`)));
			return shown.every(({ state }) => ["settled", "refused", "failed"].includes(state)) ? true : undefined;
		});
	const late = holders.slice(-1);
	const early = holders.slice(0, -1);

	await model.earn(5);
	await model.deliver();
	await snapshotAfter(0n, 75_000); // by the schedule's next tick: nobody is woken here
	await claim(early);
	await model.earn(7);
	await model.deliver();
	await eventually("room for the next snapshot", 30_000, async () => {
		await invoke(service, "snapshot", { tokenId: TOKEN_ID });
		return BigInt((await token()).currentSnapshotId) > 1n ? true : undefined;
	});
	await eventually("the first claims' inclusion", 30_000, async () => {
		const shown = await Promise.all(claimIds.map((id) => get<ShownClaim>(`${url}/v1/claims/${id}`)));
		return shown.every(({ state }) => state !== "accepted" && state !== "relayed") ? true : undefined;
	});
	await claim([...early, ...late]);
	await allFinal();
	await eventually("the ledger's reaching the head", 20_000, async () => {
		await invoke(service, "watch", {});
		return (await token()).ledger.inflowCount >= 2 ? true : undefined;
	});
	return claimIds;
}
