import type { Locator, Page } from "playwright-core";

/** What a visitor looks for on the page. */
export const see = (page: Page, text: string | RegExp, timeoutMs = 15_000): Promise<void> =>
	page.getByText(text).first().waitFor({ timeout: timeoutMs });
export const button = (page: Page, name: string | RegExp): Locator => page.getByRole("button", { name });
export const claimButton = (page: Page): Locator => button(page, "Claim, free of gas");

const CUT_LABELS = `[...document.querySelectorAll(".plot text")]
	.filter((label) => label.getBoundingClientRect().right > label.closest(".plot").getBoundingClientRect().right + 1)
	.map(({ textContent }) => textContent)`;
/** What the plot writes and does not show whole. */
export const cutLabels = (page: Page): Promise<string[]> => page.evaluate(CUT_LABELS);
