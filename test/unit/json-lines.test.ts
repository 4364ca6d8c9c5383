import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { build } from "esbuild";
import { jsonLines } from "../../functions/adapters/log/json-lines.ts";
import { sourceStack } from "../../functions/adapters/log/source-stack.ts";

test("an event is one line of JSON: level, name, service, time, trace, and facts with bigints as decimals", () => {
	const lines: string[] = [];
	const log = jsonLines(
		"relay",
		() => "1-abc",
		(line) => void lines.push(line),
	);
	log.info("claim_settled", { paidWei: 2n ** 200n, text: 'two\nlines "quoted"' });
	log.warn("job_failed", {});
	expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
	const [first, second] = lines.map((line) => JSON.parse(line));
	expect(first).toMatchObject({
		level: "INFO",
		message: "claim_settled",
		service: "relay",
		xray_trace_id: "1-abc",
		facts: { paidWei: (2n ** 200n).toString(), text: 'two\nlines "quoted"' },
	});
	expect(Date.parse(first.timestamp)).toBeGreaterThan(0);
	expect(second).toMatchObject({ level: "WARN", message: "job_failed", facts: {} });
});

test("a stack from a bundle tells the places in the sources", async () => {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-stack-"));
	try {
		const source =
			"const unused = 1;\n\nfunction inner(): never {\n\tthrow new Error('as the test wishes');\n}\ntry { inner(); } catch (error) { console.log((error as Error).stack); }\n";
		writeFileSync(join(folder, "wrong.ts"), source);
		const outfile = join(folder, "index.mjs");
		await build({ entryPoints: [join(folder, "wrong.ts")], outfile, minify: true, sourcemap: true, format: "esm" });
		const stack = execFileSync(process.execPath, [outfile], { encoding: "utf8" });
		expect(stack).toMatch(/index\.mjs:1:/);
		expect(sourceStack(stack)).toMatch(/wrong\.ts:4:8/);
		rmSync(`${outfile}.map`);
		expect(sourceStack(stack)).toBe(stack); // without a map it stays as it is
	} finally {
		rmSync(folder, { recursive: true });
	}
});
