// Writes test/vectors/from-typescript.json, which contracts/test/vectors holds against the contracts: digests, signatures,
// calldata and amounts as TypeScript makes them. `--check` only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getCreateAddress, id, Wallet } from "ethers";
import type { Claim } from "../../functions/core/claim.ts";
import { type Address, type Hex, toAddress } from "../../functions/core/hex.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import { batchPayload } from "../../functions/core/routes/rules-of.ts";
import {
	type Domain,
	digestOf,
	type ForwardRequest,
	mandateDomain,
	type Signable,
	signableConsent,
	signableMandate,
	signableRequest,
} from "../../functions/core/typed-data.ts";

const FILE = join(import.meta.dirname, "../../test/vectors/from-typescript.json");
const NAMES = ["Forwarder", "Модель ☉", "a name of exactly 31 characters"];
const CHAINS = [1, 31_337, 2 ** 53 - 1];
const LANE = toAddress("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
const DEADLINE = 2n ** 48n - 1n;

/** Reproducible bits: the same in every run. */
const bits = (seed: string, count: bigint): bigint => BigInt(id(seed)) % 2n ** count;
const wallet = (seed: string): Wallet => new Wallet(id(seed));
/** Whoever deploys a vector's contract as its first transaction puts it at this address. */
const deployerOf = (seed: string): Address => toAddress(wallet(`deployer of ${seed}`).address);
const createdBy = (from: Address): Address => toAddress(getCreateAddress({ from, nonce: 0 }));
const idsOf = (count: number): bigint[] => Array.from({ length: count }, (_, at) => bits(`id ${count}.${at}`, 64n));

const sign = async (holder: Wallet, { domain, primaryType, fields, message }: Signable): Promise<Hex> =>
	(await holder.signTypedData(domain, { [primaryType]: [...fields] }, message)) as Hex;

async function forwardVector(at: number) {
	const holder = wallet(`holder ${at}`);
	const deployer = deployerOf(`forwarder ${at}`);
	const [name = "", chainId = 1] = [NAMES[at % 3], CHAINS[at % 3]];
	const domain: Domain = { name, version: "1", chainId, verifyingContract: createdBy(deployer) };
	const request: ForwardRequest = {
		from: toAddress(holder.address),
		to: toAddress(wallet(`target ${at}`).address),
		value: at === 0 ? 0n : bits(`value ${at}`, 80n),
		gas: bits(`gas ${at}`, 24n),
		nonce: 0n,
		deadlineSec: DEADLINE - BigInt(at),
		data: claimCall(idsOf(at + 1)),
	};
	const signable = signableRequest(domain, request);
	const signature = await sign(holder, signable);
	return { deployer, domain, request, digest: digestOf(signable), signature };
}

function consentVector(at: number) {
	const deployer = deployerOf(`token ${at}`);
	const [name = "", chainId = 1] = [NAMES[at % 3], CHAINS[at % 3]];
	const token = createdBy(deployer);
	const account = toAddress(wallet(`account ${at}`).address);
	const domain = { name, version: "1", chainId, verifyingContract: token };
	const signable = signableConsent(domain, { token, account, ids: idsOf(at), nonce: 0n, deadlineSec: DEADLINE });
	return { deployer, name, chainId, ...signable.message, digest: digestOf(signable) };
}

function mandateVector(at: number) {
	const deployer = deployerOf(`delegate ${at}`);
	const chainId = CHAINS[at % 3] ?? 1;
	const signable = signableMandate(mandateDomain(createdBy(deployer), chainId), {
		account: toAddress(wallet(`account ${at}`).address),
		token: toAddress(wallet(`token ${at}`).address),
		nonce: bits(`nonce ${at}`, 256n),
		expirySec: DEADLINE,
	});
	return { deployer, chainId, ...signable.message, digest: digestOf(signable) };
}

function dueVector(at: number) {
	const supply = bits(`supply ${at}`, 111n) + 1n;
	const balance = at === 0 ? supply : bits(`balance ${at}`, 256n) % supply;
	const revenue = bits(`revenue ${at}`, BigInt(16 + at * 12));
	const claimShareBps = [10_000n, 0n, 8_000n, 3_333n][at % 4] ?? 0n;
	const claimable = (revenue * claimShareBps) / 10_000n;
	const due = (claimable * balance) / supply;
	const redeemable = ((revenue - claimable) * balance) / supply;
	return { supply, balance, revenue, claimShareBps, claimable, due, redeemable };
}

/** Lists that fit into a line stand in one, as the formatter has them. */
function shortLists(whole: string, before: string, items: string): string {
	const line = `${before}[${items.trim().replace(/,\s+/g, ", ")}]`;
	return line.replaceAll("\t", "  ").length < 120 ? line : whole;
}

/** The file's text; integers stand in it as decimal strings. */
export async function typescriptVectors(): Promise<string> {
	const forward = await Promise.all([0, 1, 2, 3].map(forwardVector));
	// Of a claim the calldata holds the request and its signature.
	const claims = forward.map(
		({ request, signature }) => ({ route: "forwarder", request, signature, forwarder: LANE }) as Claim,
	);
	const vectors = {
		forward,
		executeBatch: { lane: LANE, data: batchPayload(claims, LANE).data },
		claim: [1, 2, 20].map((count) => ({ ids: idsOf(count), data: claimCall(idsOf(count)) })),
		consent: [0, 1, 2, 5].map(consentVector),
		mandate: [0, 1, 2].map(mandateVector),
		due: [...Array(9).keys()].map(dueVector),
	};
	const text = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
	return `${JSON.stringify(vectors, text, "\t").replace(/^(.*)\[([^\][{}]*)\]/gm, shortLists)}\n`;
}

if (process.argv[1] === import.meta.filename) {
	const text = await typescriptVectors();
	if (!process.argv.includes("--check")) writeFileSync(FILE, text);
	else if (readFileSync(FILE, "utf8") !== text) {
		process.stderr.write("out of date, run `node infra/build/vectors.ts`: test/vectors/from-typescript.json\n");
		process.exitCode = 1;
	}
}
