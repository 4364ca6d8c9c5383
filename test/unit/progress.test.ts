import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { progress } from "../../functions/cli/progress.ts";
import { walk } from "../../functions/cli/walk.ts";

/** A stream that keeps what is written to it. */
function keeping(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
	const stream = Object.assign(new PassThrough(), { isTTY });
	return { stream: stream as unknown as NodeJS.WriteStream, text: () => String(stream.read() ?? "") };
}

describe("a progress bar", () => {
	test.each([
		[0, "░".repeat(24), "  0 %"],
		[25, "█".repeat(6) + "░".repeat(18), " 25 %"],
		[100, "█".repeat(24), "100 %"],
		[130, "█".repeat(24), "100 %"], // more than was expected
		[-1, "░".repeat(24), "  0 %"],
	])("shows %i of 100 on a terminal", (done, bar, percent) => {
		const { stream, text } = keeping(true);
		progress("events", 100, stream).at(done);
		expect(text()).toBe(`\revents ${bar} ${percent}`);
	});
	test("never says that all is done before it is", () => {
		const { stream, text } = keeping(true);
		progress("events", 1000, stream).at(999);
		expect(text()).toContain(" 99 %");
	});
	test("leaves an empty line for what comes after it", () => {
		const { stream, text } = keeping(true);
		progress("events", 10, stream).end();
		expect(text()).toBe("\r\u001b[K");
	});
	test.each([
		["where there is no terminal", false, 10],
		["of no work", true, 0],
	])("is not shown %s", (_what, isTTY, total) => {
		const { stream, text } = keeping(isTTY);
		const bar = progress("events", total, stream);
		bar.at(1);
		bar.end();
		expect(text()).toBe("");
	});
});

describe("a walk from block to block", () => {
	const range = { fromBlock: 10, toBlock: 19 };
	test("shows how far it is, and cleans up after itself, also when it fails", async () => {
		const good = keeping(true);
		const steps = [13, 19].values();
		const found = await walk("events", range, async () => step(steps.next().value ?? 0), good.stream);
		expect(found).toEqual([13, 19]);
		const bars = `\revents ${"█".repeat(10)}${"░".repeat(14)}  40 %\revents ${"█".repeat(24)} 100 %`;
		expect(good.text()).toBe(`${bars}\r\u001b[K`);
		const bad = keeping(true);
		await expect(walk("events", range, async () => step(9), bad.stream)).rejects.toThrow("block 10 could not be read");
		expect(bad.text()).toBe("\r\u001b[K");
	});
});
const step = (number: number) => ({ found: [number], lastBlock: { number } });
