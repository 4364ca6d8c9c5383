import { execFile } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import { type HDNodeWallet, Interface, Wallet } from "ethers";
import { anyPort } from "../../infra/local/children.ts";
import { get, type ShownClaim, type ShownHolder } from "../../infra/local/holder.ts";
import {
	finalClaim,
	type OutsideChain,
	outsideChain,
	type RunningService,
	startStack,
	TOKEN_ID,
} from "../given/stack.ts";

const ROOT = join(import.meta.dirname, "../..");
const token = new Interface([
	"function claim(uint256)",
	"function claimBatch(uint256[])",
	"function transfer(address,uint256)",
]);
type Message = Record<string, string>;

let lane: string;
let chain: OutsideChain;
let service: RunningService;

beforeAll(async () => {
	chain = await outsideChain(8);
	lane = chain.lane;
	service = await startStack(chain, await anyPort());
	await chain.earnAndSnapshot(10n ** 18n);
}, 120_000);
afterAll(async () => {
	await service?.interrupt();
	await chain?.stop();
}, 30_000);

const holderAt = (at: number): HDNodeWallet => chain.holders[at] as HDNodeWallet;
const quoteFor = (address: string): Promise<ShownHolder> =>
	get<ShownHolder>(`${service.url}/v1/tokens/${TOKEN_ID}/holders/${address}?route=forwarder`);

/** What is posted for a holder, with some fields of the message changed before it is signed. */
async function signed(holder: HDNodeWallet, change: Message = {}, signer = holder) {
	const { typedData } = await quoteFor(holder.address);
	if (!typedData) throw new Error("nothing to sign");
	const { EIP712Domain: _domain, ...types } = typedData.types;
	const request = { ...typedData.message, ...change };
	const signature = await signer.signTypedData(typedData.domain, types, request);
	return { token: TOKEN_ID, chainId: typedData.domain.chainId, route: "forwarder", request, signature };
}
async function post(
	body: unknown,
): Promise<{ status: number; body: ShownClaim & { code?: string }; location: string | null }> {
	const response = await fetch(`${service.url}/v1/claims`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: typeof body === "string" ? body : JSON.stringify(body),
	});
	return {
		status: response.status,
		body: (await response.json()) as ShownClaim & { code?: string },
		location: response.headers.get("location"),
	};
}

describe("bad input gets its own code, costs no gas and changes no state", () => {
	const inSec = (sec: number): string => String(Math.floor(Date.now() / 1000) + sec);
	const honest = () => signed(holderAt(0));
	const cases: [string, number, string, () => Promise<unknown>][] = [
		["an unknown token", 404, "unknown_token", async () => ({ ...(await honest()), token: "nobody" })],
		["another chain", 422, "wrong_chain", async () => ({ ...(await honest()), chainId: 1 })],
		["a body that is not JSON", 400, "malformed_json", async () => "{"],
		["a missing field", 400, "malformed_request", async () => ({ ...(await honest()), signature: undefined })],
		[
			"an oversized body",
			413,
			"body_too_large",
			async () => JSON.stringify({ ...(await honest()), padding: "x".repeat(9000) }),
		],
		["another contract", 422, "wrong_target", () => signed(holderAt(0), { to: lane })],
		[
			"another function",
			422,
			"wrong_selector",
			() => signed(holderAt(0), { data: token.encodeFunctionData("transfer", [lane, 1]) }),
		],
		[
			"longer calldata",
			422,
			"wrong_calldata_length",
			() => signed(holderAt(0), { data: `${token.encodeFunctionData("claim", [1])}00` }),
		],
		[
			"a snapshot twice",
			422,
			"duplicate_snapshot",
			() => signed(holderAt(0), { data: token.encodeFunctionData("claimBatch", [[1, 1]]) }),
		],
		["value", 422, "value_not_zero", () => signed(holderAt(0), { value: "1" })],
		["gas beyond the cap", 422, "gas_above_cap", () => signed(holderAt(0), { gas: "4000001" })],
		["hardly any gas", 422, "gas_too_low", () => signed(holderAt(0), { gas: "100" })],
		["an expired deadline", 422, "deadline_passed", () => signed(holderAt(0), { deadline: inSec(-1) })],
		["a nearly expired deadline", 422, "deadline_too_soon", () => signed(holderAt(0), { deadline: inSec(20) })],
		["a deadline too far away", 422, "deadline_too_far", () => signed(holderAt(0), { deadline: inSec(90_000) })],
		["a nonce that is ahead", 409, "nonce_ahead", () => signed(holderAt(0), { nonce: "1" })],
		[
			"no signature at all",
			422,
			"bad_signature",
			async () => ({ ...(await honest()), signature: `0x${"11".repeat(64)}ff` }),
		],
		["another holder's signature", 422, "wrong_signer", () => signed(holderAt(0), {}, holderAt(1))],
		[
			"a snapshot that is not there",
			422,
			"nothing_due",
			() => signed(holderAt(0), { data: token.encodeFunctionData("claim", [99]) }),
		],
	];
	test.each(cases)("%s: %i %s", async (_what, status, code, body) => {
		const [spent, balance] = await Promise.all([
			chain.provider.getTransactionCount(lane),
			chain.provider.getBalance(lane),
		]);
		const answer = await post(await body());
		expect([answer.status, answer.body.code]).toEqual([status, code]);
		expect(await chain.provider.getTransactionCount(lane)).toBe(spent);
		expect(await chain.provider.getBalance(lane)).toBe(balance);
		const { claims } = await get<{ claims: unknown[] }>(`${service.url}/v1/holders/${holderAt(0).address}/claims`);
		expect(claims).toEqual([]);
	});

	test("every case has a code of its own", () => {
		expect(new Set(cases.map(([, , code]) => code)).size).toBe(cases.length);
	});
	test("a stranger, to whom nothing is due, gets no typed data", async () => {
		const { due, typedData } = await quoteFor(Wallet.createRandom().address);
		expect({ due, typedData }).toEqual({ due: [], typedData: undefined });
	});
	test("an unknown path is our own 404", async () => {
		const response = await fetch(`${service.url}/v1/nothing/here`);
		expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, "unknown_route"]);
		expect(response.headers.get("content-type")).toContain("application/problem+json");
	});
});

describe("the API describes itself", () => {
	test("by a valid openapi.json, which has HEAD and an entity tag as all else", async () => {
		const url = `${service.url}/openapi.json`;
		const response = await fetch(url);
		expect(response.headers.get("content-type")).toMatch(/^application\/json/);
		const document = (await response.json()) as { paths: Record<string, object> };
		expect((await new Validator().validate(document)).valid).toBe(true);
		expect(Object.keys(document.paths)).toContain("/v1/claims");
		const again = await fetch(url, { headers: { "if-none-match": response.headers.get("etag") ?? "" } });
		expect(again.status).toBe(304);
		for (const path of ["/openapi.json", "/", "/v1/tokens", `/v1/tokens/${TOKEN_ID}`]) {
			const head = await fetch(service.url + path, { method: "HEAD" });
			expect([path, head.status, await head.text()]).toEqual([path, 200, ""]);
			expect(head.headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
		}
		const wrong = await fetch(`${service.url}/v1/tokens/${TOKEN_ID}/inflows?after=nonsense`);
		expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([400, "malformed_request"]);
	});
});

describe("a holder without ETH", () => {
	test("is paid to the wei, and posting twice, or ten times at once, is one claim", async () => {
		const holder = holderAt(2);
		const owed = await chain.owedWei(holder.address);
		const body = await signed(holder);
		const answers = await Promise.all(Array.from({ length: 10 }, () => post(body)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
		expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
		const id = (answers[0] as (typeof answers)[0]).body.id;
		expect(answers[0]?.location).toBe(`/v1/claims/${id}`);

		const claim = await finalClaim(service.url, id);
		expect(claim.state).toBe("settled");
		expect(await chain.provider.getBalance(holder.address)).toBe(owed);
		expect(await chain.provider.getTransactionCount(holder.address)).toBe(0);
		expect((await post(body)).body).toMatchObject({ id, state: "settled" });
		const { claims } = await get<{ claims: ShownClaim[] }>(`${service.url}/v1/holders/${holder.address}/claims`);
		expect(claims.map((one) => one.id)).toEqual([id]);

		const replayed = await signReplay(holder, body.request);
		expect(await post(replayed)).toMatchObject({ status: 409, body: { code: "nonce_used" } });
	}, 90_000);

	test("has one claim at a time: a second, different one names the first", async () => {
		const holder = holderAt(3);
		const body = await signed(holder);
		const other = await signed(holder, { gas: "250000" });
		const [first, second] = await Promise.all([post(body), post(other)]);
		const statuses = [first.status, second.status].sort();
		expect(statuses).toEqual([202, 409]);
		const refused = first.status === 409 ? first : second;
		const accepted = first.status === 202 ? first : second;
		expect(refused.body).toMatchObject({ code: "claim_in_progress", facts: { claimId: accepted.body.id } });
		expect((await finalClaim(service.url, accepted.body.id)).state).toBe("settled");
	}, 90_000);

	test("signs with cast and posts with curl, as the README says", async () => {
		const holder = holderAt(4);
		const owed = await chain.owedWei(holder.address);
		const script = readme("integrator");
		symlinkSync(join(ROOT, "node_modules"), join(chain.folder, "node_modules")); // npx looks there
		const { stdout } = await promisify(execFile)("bash", ["-euc", script], {
			cwd: chain.folder,
			env: {
				...process.env,
				NODE_OPTIONS: "",
				PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}`,
				API: service.url,
				TOKEN: TOKEN_ID,
				HOLDER: holder.address,
				KEY: holder.privateKey,
			},
		});
		const id = /"id":"(0x[0-9a-f]{64})"/.exec(stdout)?.[1] ?? "";
		expect((await finalClaim(service.url, id)).state).toBe("settled");
		expect(await chain.provider.getBalance(holder.address)).toBe(owed);
	}, 90_000);
});

/** The README's bash block that follows the mark `<!-- NAME -->`, without the lines that set its variables. */
function readme(name: string): string {
	const text = readFileSync(join(ROOT, "README.md"), "utf8");
	const block = new RegExp(`<!-- ${name} -->\\s*\`\`\`bash\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
	if (!block) throw new Error(`the README has no block ${name}`);
	return block
		.split("\n")
		.filter((line) => !/^(API|TOKEN|HOLDER|KEY)=/.test(line))
		.join("\n");
}

async function signReplay(holder: HDNodeWallet, request: Message) {
	await chain.earnAndSnapshot(10n ** 16n);
	const data = token.encodeFunctionData("claim", [2]);
	return signed(holder, { nonce: request.nonce as string, data });
}
