import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ownFolder } from "../../infra/build/only-one.ts";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "imo-relay-one-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that takes the place, says so, and keeps it for a while. */
async function holder(place: string, keepMs: number): Promise<string[]> {
	const module = resolve("infra/build/only-one.ts");
	const code = `import { onlyOne } from ${JSON.stringify(module)};
		await onlyOne(${JSON.stringify(place)}, () => console.log("waits"));
		console.log("has " + Date.now()); setTimeout(() => console.log("ends " + Date.now()), ${keepMs});`;
	const child = spawn(process.execPath, ["--input-type=module", "-e", code]);
	let said = "";
	child.stdout.on("data", (part: Buffer) => {
		said += part.toString();
	});
	await new Promise((done) => child.once("close", done));
	return said.trim().split("\n");
}
const timeOf = (lines: string[], word: string): number =>
	Number(lines.find((line) => line.startsWith(word))?.split(" ")[1]);

test("of two packages at once the second waits until the first process has ended", async () => {
	const place = join(folder, "packaging");
	const [one, other] = await Promise.all([holder(place, 800), holder(place, 800)]);
	const [first, second] = timeOf(one, "has") < timeOf(other, "has") ? [one, other] : [other, one];
	expect(second[0]).toBe("waits");
	expect(timeOf(second, "has")).toBeGreaterThanOrEqual(timeOf(first, "ends"));
	expect(existsSync(place)).toBe(false);
});
test("who was killed holds nobody up", async () => {
	const place = join(folder, "killed");
	writeFileSync(place, "999999999");
	expect((await holder(place, 1))[0]).toMatch(/^has/);
});
test("a process has a folder of its own; those of the dead are cleared away", () => {
	mkdirSync(join(folder, "offline-999999999"), { recursive: true });
	mkdirSync(join(folder, `offline-${process.ppid}`));
	expect(ownFolder(join(folder, "offline-"))).toBe(join(folder, `offline-${process.pid}`));
	const left = readdirSync(folder).filter((name) => name.startsWith("offline-"));
	expect(left).toEqual([`offline-${process.ppid}`]);
});
