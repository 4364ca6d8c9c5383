import { usage } from "./exit.ts";

export interface InitOptions {
	token?: string;
	rpc?: string;
	id?: string;
	lane?: string;
	minRevenue?: string;
	feeCap?: string;
	startBlock?: string;
	claimMandate?: string;
	overwrite?: boolean;
}
type Asked = "token" | "rpc" | "id" | "lane" | "minRevenue";
interface Shape {
	flag: string;
	fits: RegExp;
	hint: string;
}

const questions: Record<Asked, Shape & { message: string; fallback?: string }> = {
	token: {
		flag: "--token",
		message: "The token's address",
		fits: /^0x[0-9a-fA-F]{40}$/,
		hint: "0x and 40 hexadecimal digits",
	},
	rpc: { flag: "--rpc", message: "A node of its chain (URL)", fits: /^https?:\/\/\S+$/, hint: "an http(s) URL" },
	id: {
		flag: "--id",
		message: "What it is called in paths",
		fits: /^[a-z0-9][a-z0-9-]{0,39}$/,
		hint: "a-z, 0-9 and -",
	},
	lane: {
		flag: "--lane",
		message: "What signs: kms, or env:NAME of a private key",
		fits: /^(kms|env:[A-Z][A-Z0-9_]*)$/,
		hint: "kms or env:NAME",
	},
	minRevenue: {
		flag: "--min-revenue",
		message: "A snapshot waits for this much revenue (wei)",
		fallback: "100000000000000000",
		fits: /^\d+$/,
		hint: "a whole number of wei",
	},
};

/** What is never asked for. */
const others: Partial<Record<keyof InitOptions, Shape>> = {
	feeCap: { flag: "--fee-cap", fits: /^\d+$/, hint: "a whole number of wei" },
	startBlock: { flag: "--start-block", fits: /^\d+$/, hint: "a block's number" },
	claimMandate: { flag: "--claim-mandate", fits: questions.token.fits, hint: questions.token.hint },
};

/** Refuses, before anything is read, the first option that can't be. */
export function checkOptions(options: InitOptions): void {
	for (const [name, { flag, fits, hint }] of Object.entries({ ...questions, ...others })) {
		const given = options[name as Exclude<keyof InitOptions, "overwrite">];
		if (given !== undefined && !fits.test(given)) throw usage(`${flag} ${given}: not ${hint}`);
	}
}

/** What options do not say is asked for on a terminal; elsewhere it is a usage error that names all of them. */
export async function askMissing<K extends Asked>(
	options: InitOptions,
	needed: readonly K[],
	defaults: Partial<Record<Asked, string>> = {},
): Promise<Record<K, string>> {
	const given = Object.fromEntries(needed.map((name) => [name, options[name]])) as Record<K, string | undefined>;
	const missing = needed.filter((name) => given[name] === undefined);
	if (missing.length > 0 && !process.stdin.isTTY) {
		// Without a terminal what has a default takes it.
		const open = missing.filter((name) => (defaults[name] ?? questions[name].fallback) === undefined);
		if (open.length > 0)
			throw usage(`missing: ${open.map((name) => questions[name].flag).join(", ")}`, "--help shows what each means");
		for (const name of missing) given[name] = defaults[name] ?? questions[name].fallback;
		return given as Record<K, string>;
	}
	for (const name of missing) {
		const { input } = await import("@inquirer/prompts");
		const { message, fallback, fits, hint } = questions[name];
		const first = defaults[name] ?? fallback;
		given[name] = await input({
			message,
			...(first === undefined ? {} : { default: first }),
			validate: (text) => fits.test(text) || hint,
		});
	}
	return given as Record<K, string>;
}
