import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
interface Violation {
	id: string;
	impact: string | null;
	nodes: { html: string; failureSummary?: string }[];
}

/** What axe finds wrong with a page (WCAG 2.2 A and AA, and best practice) that is serious or critical, each as a line. */
export async function seriousFindings(page: Page): Promise<string[]> {
	await page.evaluate(source);
	const { violations } = (await page.evaluate("axe.run(document)")) as { violations: Violation[] };
	return violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`));
}
