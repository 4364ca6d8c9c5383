import { type Authorization, type Contract, id, JsonRpcProvider, type TransactionRequest, Wallet } from "ethers";
import { type ContractName, factoryOf } from "../../contracts/script/artifact.ts";
import { mined } from "../../contracts/script/mined.ts";
import { type Address, type Hex, toAddress } from "../../functions/core/hex.ts";
import { signableRequest, typedDataOf } from "../../functions/core/typed-data.ts";
import { ANVIL_CHAIN_ID, ANVIL_KEYS, rpc } from "../../infra/local/anvil.ts";

export const HOLDERS = 200;
const REVENUE_WEI = 10n ** 18n;
const FORWARDER_NAME = "BenchForwarder";
const GAS_CAP = 16_000_000; // EIP-7825 allows 16,777,216
const MANDATE = ["account:address", "token:address", "nonce:uint256", "expiry:uint256"].map((each) => {
	const [name = "", type = ""] = each.split(":");
	return { name, type };
});
const EXPIRY = 4_000_000_000n;

/** A token of 200 holders on a fresh chain, and the transactions whose gas is measured. */
export async function gasWorld(url: string) {
	const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, batchMaxCount: 1, pollingInterval: 10 });
	const relayer = new Wallet(ANVIL_KEYS[0], provider);
	const holders = Array.from({ length: HOLDERS }, (_, at) => new Wallet(id(`gas holder ${at}`), provider));
	const deploy = async (name: ContractName, ...args: unknown[]): Promise<Contract> => {
		const made = (await factoryOf(name, relayer).deploy(...args)) as Contract;
		await mined(made.deploymentTransaction());
		return made;
	};
	const forwarder = await deploy("ERC2771Forwarder", FORWARDER_NAME);
	const delegate = await deploy("ClaimMandate");
	const [forwarderAt, delegateAt] = [await forwarder.getAddress(), await delegate.getAddress()];
	const token = await deploy("RevenueShareToken", {
		name: "Gas",
		symbol: "GAS",
		contractURI: "data:application/json,{}",
		holders: holders.map(({ address }) => address),
		amounts: holders.map((_, at) => BigInt(at + 1) * 10n ** 18n),
		treasury: relayer.address,
		forwarder: forwarderAt,
		claimShareBps: 8_000,
		firstSnapshotAt: 0n,
		snapshotInterval: 1,
		claimWindow: 365 * 86_400,
		minRevenueWei: 1n,
		assets: [],
		nonEarning: [],
	});
	const tokenAt = toAddress(await token.getAddress());
	const encode = (call: string, ...args: unknown[]) => token.interface.encodeFunctionData(call, args) as Hex;

	/** Sends, waits, and gives the receipt; throws when it reverted. */
	async function send(from: Wallet, tx: TransactionRequest) {
		const sent = await from.sendTransaction({ gasLimit: GAS_CAP, ...tx });
		return mined(sent);
	}
	const used = async (from: Wallet, tx: TransactionRequest): Promise<number> => Number((await send(from, tx)).gasUsed);
	/** As `used`, and all of the `count` claims must have been paid. */
	async function paid(count: number, from: Wallet, tx: TransactionRequest): Promise<number> {
		const receipt = await send(from, tx);
		const claims = receipt.logs.filter(({ topics }) => topics[0] === token.interface.getEvent("Claimed")?.topicHash);
		if (claims.length !== count) throw new Error(`${claims.length} of ${count} claims were paid`);
		return Number(receipt.gasUsed) / count;
	}
	async function forwardRequest(holder: Wallet, data: Hex, gas: bigint) {
		const nonce: bigint = await forwarder.getFunction("nonces")(holder.address);
		const from = toAddress(holder.address);
		const request = { from, to: tokenAt, value: 0n, gas, nonce, deadlineSec: EXPIRY, data };
		const domain = {
			name: FORWARDER_NAME,
			version: "1",
			chainId: ANVIL_CHAIN_ID,
			verifyingContract: forwarderAt as Address,
		};
		const { EIP712Domain: _, ...types } = typedDataOf(signableRequest(domain, request)).types;
		const message = { ...request, deadline: EXPIRY };
		return { ...message, signature: await holder.signTypedData(domain, types, message) };
	}
	const batchData = async (some: Wallet[], data: Hex, gas = 140_000n): Promise<string> => {
		const requests = await Promise.all(some.map((holder) => forwardRequest(holder, data, gas)));
		return forwarder.interface.encodeFunctionData("executeBatch", [requests, relayer.address]);
	};
	async function mandateOf({ address }: Wallet, wallet: Wallet) {
		const mandate = { account: address, token: tokenAt, nonce: 1n, expiry: EXPIRY };
		const domain = { name: "ClaimMandate", version: "1", chainId: ANVIL_CHAIN_ID, verifyingContract: delegateAt };
		return { mandate, signature: await wallet.signTypedData(domain, { Mandate: MANDATE }, mandate) };
	}
	const authorize = async (wallet: Wallet): Promise<Authorization> =>
		wallet.authorize({
			address: delegateAt,
			chainId: ANVIL_CHAIN_ID,
			nonce: await provider.getTransactionCount(wallet.address),
		});

	return {
		provider,
		holders,
		close: () => provider.destroy(),
		checkpoint: () => rpc<string>(url, "evm_snapshot"),
		restore: (state: string) => rpc(url, "evm_revert", [state]),
		setBalances: async (some: Wallet[], wei: bigint) => {
			for (const { address } of some) await rpc(url, "anvil_setBalance", [address, `0x${wei.toString(16)}`]);
		},
		/** A revenue and its snapshot; gives the gas that the snapshot took. */
		snapshot: async (): Promise<number> => {
			await send(relayer, { to: tokenAt, value: REVENUE_WEI });
			await rpc(url, "evm_increaseTime", [5]);
			return used(relayer, { to: tokenAt, data: encode("snapshot") });
		},
		/** Gives every holder's forwarder nonce a first use that touches nothing of the claim. */
		useNonces: async (): Promise<void> => {
			for (let at = 0; at < HOLDERS; at += 100) {
				const data = await batchData(holders.slice(at, at + 100), encode("approve", relayer.address, 0n));
				await send(relayer, { to: forwarderAt, data });
			}
		},
		delegateAll: async (some: Wallet[]): Promise<void> => {
			const authorizationList = await Promise.all(some.map(authorize));
			await send(relayer, { type: 4, to: relayer.address, authorizationList });
		},
		direct: (snapshotId: number) => paid(1, holders[0] as Wallet, { to: tokenAt, data: encode("claim", snapshotId) }),
		directBatch: (ids: number[]) =>
			paid(ids.length, holders[0] as Wallet, { to: tokenAt, data: encode("claimBatch", ids) }),
		execute: async (snapshotId: number) => {
			const request = await forwardRequest(holders[0] as Wallet, encode("claim", snapshotId), 140_000n);
			const data = forwarder.interface.encodeFunctionData("execute", [request]);
			return paid(1, relayer, { to: forwarderAt, data });
		},
		executeBatch: async (count: number, snapshotId: number) =>
			paid(count, relayer, {
				to: forwarderAt,
				data: await batchData(holders.slice(0, count), encode("claim", snapshotId)),
			}),
		claimForMany: (count: number, snapshotId: number) => {
			const accounts = holders.slice(0, count).map(({ address }) => address);
			return paid(count, relayer, { to: tokenAt, data: encode("claimForMany", accounts, [snapshotId]) });
		},
		/** One claim under a mandate, to a delegated account. */
		mandate: async (snapshotId: number) => {
			const holder = holders[0] as Wallet;
			const { mandate, signature } = await mandateOf(holder, holder);
			const data = delegate.interface.encodeFunctionData("claim", [mandate, signature, snapshotId]);
			return paid(1, relayer, { to: holder.address, data });
		},
		/** Claims under mandates in one transaction; `delegating`: it carries the authorizations too. */
		mandateBatch: async (count: number, snapshotId: number, delegating: boolean) => {
			const some = holders.slice(0, count);
			const signed = await Promise.all(some.map((holder) => mandateOf(holder, holder)));
			const claims = signed.map((one) => ({ ...one, snapshotIds: [snapshotId] }));
			const data = delegate.interface.encodeFunctionData("claimForMany", [claims, 200_000]);
			const carried = delegating ? { type: 4, authorizationList: await Promise.all(some.map(authorize)) } : {};
			return paid(count, relayer, { to: delegateAt, data, ...carried });
		},
		/** From the holder before last to the last one, a moment after whatever was before. */
		transfer: async (): Promise<number> => {
			const [from, to] = holders.slice(-2) as [Wallet, Wallet];
			await rpc(url, "evm_increaseTime", [5]);
			return used(from, { to: tokenAt, data: encode("transfer", to.address, 1_000n) });
		},
	};
}
