import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkedStage, stageBeside } from "../../functions/checked-stage.ts";
import { parseStage } from "../../functions/stage-file.ts";
import { filesUnder } from "../given/source.ts";
import { aStage } from "../given/stage.ts";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "imo-relay-stage-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
const path = (): string => join(folder, "stage.json");
function write(stage: object): string {
	const text = JSON.stringify(stage);
	writeFileSync(path(), text);
	return text;
}

describe("a stage that the build has checked", () => {
	test.each(filesUnder("infra/stages", ".json"))("%s is the same as when it is read", async (file) => {
		copyFileSync(file, path());
		writeFileSync(`${path()}.checked`, checkedStage(readFileSync(file, "utf8"), parseStage(file)));
		expect(await stageBeside(folder)).toEqual(parseStage(file));
	});
	test("is not checked again", async () => {
		const text = write(aStage());
		const marked = { ...parseStage(path()), service: "as-the-build-said" };
		writeFileSync(`${path()}.checked`, checkedStage(text, marked));
		expect((await stageBeside(folder)).service).toBe("as-the-build-said");
	});
	test("is refused once it has been changed, or when the build's word is broken", async () => {
		writeFileSync(`${path()}.checked`, checkedStage(write(aStage()), parseStage(path())));
		write(aStage({ service: "another" }));
		await expect(stageBeside(folder)).rejects.toThrow(/changed after it was built/);
		for (const word of ["", "{", "{}", '{"sha256":1}']) {
			writeFileSync(`${path()}.checked`, word);
			await expect(stageBeside(folder)).rejects.toThrow();
		}
	});
});
