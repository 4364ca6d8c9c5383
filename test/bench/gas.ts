// `npm run bench:gas`: what a claim costs by each route, from the receipts of one run on a fresh chain.
// `--json FILE` writes the figures; `--check` fails when one has grown by more than 2 % over test/given/gas-snapshot.json,
// `--write` rewrites that file.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startAnvil } from "../../infra/local/anvil.ts";
import { children } from "../../infra/local/children.ts";
import { type Figure, reached, writeFigures } from "./figures.ts";
import { gasWorld } from "./gas-world.ts";

const GUARD = join(import.meta.dirname, "../given/gas-snapshot.json");
const TOLERANCE = 1.02;
interface Row {
	what: string;
	state: string;
	gas: number;
	/** Of the holder's own claim in the same state. */
	ofDirect?: number;
}
const { values } = parseArgs({
	options: {
		json: { type: "string" },
		check: { type: "boolean", default: false },
		write: { type: "boolean", default: false },
	},
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const kids = children(() => undefined);
try {
	const rows = await measure(await startAnvil(kids));
	printTable(rows);
	const figures = figuresOf(rows);
	for (const figure of figures) {
		const mark = reached(figure) ? "" : "  MISSED";
		print(`${figure.key.padEnd(34)} ${String(figure.value).padStart(8)} ${figure.unit} ${figure.goal ?? ""}${mark}`);
	}
	if (values.json) writeFigures(values.json, "gas", figures);
	if (values.write) writeFileSync(GUARD, `${JSON.stringify(byName(rows), null, "\t")}\n`);
	if (values.check) process.exitCode = guard(rows);
} finally {
	await kids.stop();
}

async function measure(url: string): Promise<Row[]> {
	const world = await gasWorld(url);
	const rows: Row[] = [];
	const [one, all] = [world.holders.slice(0, 1), world.holders];
	const add = (what: string, state: string, gas: number, direct?: number): number => {
		const rounded = Math.round(gas);
		rows.push({ what, state, gas: rounded, ...(direct === undefined ? {} : { ofDirect: rounded / direct }) });
		return rounded;
	};
	/** Does something and undoes it. */
	const aside = async <T>(ask: () => Promise<T>): Promise<T> => {
		const state = await world.checkpoint();
		const answer = await ask();
		await world.restore(state);
		return answer;
	};
	/** By every route to snapshot `id`. In the first claim's state nobody's account exists, as long as nobody gives it wei. */
	const routes = async (
		id: number,
		claim: "first" | "repeat",
		nonce: string,
		forwarderOnly: boolean,
	): Promise<void> => {
		const direct = await aside(async () => {
			await world.setBalances(one, 10n ** 18n);
			return Math.round(await world.direct(id));
		});
		if (!forwarderOnly) add("claim, direct", `${claim} claim`, direct);
		for (const account of ["funded", "empty"])
			await aside(async () => {
				if (account === "funded") await world.setBalances(all, 1n);
				else if (claim === "repeat") await world.setBalances(all, 0n);
				await forwarded(id, `${claim} claim, ${nonce} nonce, ${account} account`, direct);
				if (forwarderOnly) return;
				await pushed(id, `${claim} claim, ${account} account`, direct);
				await mandated(id, `${claim} claim, ${account} account`, direct, account === "funded");
			});
	};
	const forwarded = async (id: number, state: string, direct: number): Promise<void> => {
		add("execute", state, await aside(() => world.execute(id)), direct);
		for (const count of [10, 50, 150])
			add(`executeBatch of ${count}`, state, await aside(() => world.executeBatch(count, id)), direct);
	};
	const pushed = async (id: number, state: string, direct: number): Promise<void> => {
		for (const count of [10, 50, 200])
			add(`claimForMany of ${count}`, state, await aside(() => world.claimForMany(count, id)), direct);
	};
	const mandated = async (id: number, state: string, direct: number, carrying: boolean): Promise<void> => {
		const what = "mandate, batch of 40";
		// Of an account that never existed anvil refunds what EIP-7702 does not: there it is 12,500 gas more.
		if (carrying)
			add(`${what} with its authorizations`, state, await aside(() => world.mandateBatch(40, id, true)), direct);
		await aside(async () => {
			await world.delegateAll(all.slice(0, 40));
			add("mandate, single", state, await aside(() => world.mandate(id)), direct);
			add(what, state, await aside(() => world.mandateBatch(40, id, false)), direct);
		});
	};

	add("snapshot", "first", await world.snapshot());
	add("snapshot", "later", await aside(() => world.snapshot()));
	await aside(async () => {
		await world.setBalances(all.slice(-2), 10n ** 18n);
		add("transfer", "first after the first snapshot", await world.transfer());
		add("transfer", "second after a snapshot", await world.transfer());
		add("transfer", "later", await world.transfer());
		await world.snapshot();
		add("transfer", "first after a later snapshot", await world.transfer());
	});
	await aside(async () => {
		await world.setBalances(one, 10n ** 18n);
		for (let id = 2; id <= 21; id++) await world.snapshot();
		const ids = [...Array(20).keys()].map((at) => at + 1);
		const alone = Math.round(await aside(() => world.direct(21)));
		for (const count of [5, 20])
			add(`claimBatch of ${count}`, "first claim", await aside(() => world.directBatch(ids.slice(0, count))), alone);
		await world.direct(20);
		const again = Math.round(await aside(() => world.direct(21)));
		for (const count of [5, 19])
			add(`claimBatch of ${count}`, "repeat claim", await aside(() => world.directBatch(ids.slice(0, count))), again);
	});
	await routes(1, "first", "first", false);
	await aside(async () => {
		await world.useNonces();
		await routes(1, "first", "later", true);
	});
	await world.claimForMany(200, 1);
	await world.snapshot();
	await routes(2, "repeat", "first", false);
	await world.useNonces();
	await routes(2, "repeat", "later", true);
	world.close();
	return rows;
}

function printTable(rows: readonly Row[]): void {
	print(`${"gas per claim (ETH only)".padEnd(46)} ${"state".padEnd(44)} ${"gas".padStart(8)}  of direct`);
	for (const { what, state, gas, ofDirect } of rows)
		print(`${what.padEnd(46)} ${state.padEnd(44)} ${String(gas).padStart(8)}  ${ofDirect?.toFixed(2) ?? ""}`);
	print(
		"\nA direct claim's sender pays for itself, so its account is never empty; the ratio is to it with the same flags.\n",
	);
}

function figuresOf(rows: readonly Row[]): Figure[] {
	const gas = (what: string, state: string): Row => {
		const found = rows.find((row) => row.what === what && row.state === state);
		if (!found) throw new Error(`not measured: ${what}, ${state}`);
		return found;
	};
	const amount = (key: string, row: Row, goal?: string): Figure => ({
		key: `gas.${key}`,
		value: row.gas,
		unit: "gas per claim",
		...(goal ? { goal } : {}),
		against: `${row.state}; direct claim, first: ${direct.gas}, repeat: ${repeat.gas}`,
	});
	const ratio = (key: string, row: Row): Figure => ({
		key: `gas.${key}.of-direct`,
		value: Number((row.ofDirect ?? 0).toFixed(3)),
		unit: "x",
		against: `direct claim in the same state (${row.state})`,
	});
	const [direct, repeat] = [gas("claim, direct", "first claim"), gas("claim, direct", "repeat claim")];
	const first = gas("executeBatch of 50", "first claim, first nonce, funded account");
	const later = gas("executeBatch of 50", "repeat claim, later nonce, funded account");
	const onBehalf = (state: string): Row => gas("claimForMany of 50", `${state} claim, funded account`);
	return [
		amount("direct", direct),
		amount("direct.repeat", repeat),
		amount("execute-batch-50.first", first, "<= 60000"),
		amount("execute-batch-50.later", later, "<= 43000"),
		ratio("execute-batch-50", later),
		amount("on-behalf-50.first", onBehalf("first"), "<= 43000"),
		amount("on-behalf-50.repeat", onBehalf("repeat"), "<= 24000"),
		ratio("on-behalf-50", onBehalf("repeat")),
		ratio("mandate-40", gas("mandate, batch of 40", "repeat claim, funded account")),
		{ ...amount("transfer-after-snapshot", gas("transfer", "first after a later snapshot")), unit: "gas" },
	];
}

function byName(rows: readonly Row[]): Record<string, number> {
	return Object.fromEntries(rows.map(({ what, state, gas }) => [`${what}; ${state}`, gas]));
}

/** The exit code: 1 when something grew. */
function guard(rows: readonly Row[]): number {
	const before = JSON.parse(readFileSync(GUARD, "utf8")) as Record<string, number>;
	const now = byName(rows);
	const problems = Object.entries(before).flatMap(([name, gas]) => {
		const found = now[name];
		if (found === undefined) return [`${name}: no longer measured`];
		return found > gas * TOLERANCE ? [`${name}: ${gas} -> ${found}`] : [];
	});
	for (const problem of problems) print(`more gas than test/given/gas-snapshot.json allows: ${problem}`);
	if (problems.length === 0) print(`${Object.keys(before).length} figures are within 2 % of the snapshot`);
	return problems.length === 0 ? 0 : 1;
}
