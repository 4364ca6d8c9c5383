import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Interface } from "ethers";
import { namedOnly } from "../../infra/build/lean-abi.ts";

const FOLDER = "functions/core/abi";
const abis = readdirSync(FOLDER).map((file) => [file, readFileSync(`${FOLDER}/${file}`, "utf8")] as const);
const listIn = (source: string): (string | { type: string; name?: string })[] =>
	JSON.parse(source.slice(source.indexOf("= [") + 2, source.lastIndexOf("] as const") + 1).replace(/,\s*\]$/, "]"));
const namesIn = (source: string): Set<string> =>
	new Set(listIn(source).flatMap((one) => (typeof one === "string" ? [] : (one.name ?? []))));

describe.each(abis)("what a bundle holds of %s", (_file, source) => {
	const full = new Interface(listIn(source));
	const lean = new Interface(listIn(namedOnly(source, namesIn(source))));

	test("hashes to the same selectors and topics", () => {
		const hashes = (of: Interface): string[] => {
			const found: string[] = [];
			of.forEachFunction(({ selector }) => void found.push(selector));
			of.forEachEvent(({ topicHash }) => void found.push(topicHash));
			of.forEachError(({ selector, name }) => void found.push(`${selector} ${name}`));
			return found.toSorted();
		};
		expect(hashes(lean)).toEqual(hashes(full));
	});
	test("reads an event's arguments by their names, those of a tuple too", () => {
		full.forEachEvent(({ name, inputs }) =>
			expect(lean.getEvent(name)?.inputs.map((one) => one.format("full"))).toEqual(
				inputs.map((one) => one.format("full")),
			),
		);
		full.forEachFunction(({ selector, inputs }) =>
			expect(lean.getFunction(selector)?.inputs.map((one) => one.components?.map((part) => part.name))).toEqual(
				inputs.map((one) => one.components?.map((part) => part.name)),
			),
		);
	});
	test("leaves out what nobody names, but for errors", () => {
		const kept = new Interface(listIn(namedOnly(source, new Set())));
		expect(kept.fragments.filter(({ type }) => type !== "error")).toEqual([]);
	});
});
