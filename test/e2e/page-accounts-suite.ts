import { describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { rpc } from "../../infra/local/anvil.ts";
import { eventually } from "../../infra/local/children.ts";
import { seriousFindings } from "../given/axe.ts";
import { button, see } from "../given/on-page.ts";
import type { PageWorld } from "../given/page-world.ts";

/** Contract accounts, and those that can be paid after each snapshot. */
export function pageAccountsSuite(open: () => PageWorld): void {
	describe("a contract account", () => {
		test("is told how it claims, and claims by its owner's signature", async () => {
			const world = open();
			const owner = world.holder(5);
			const contract = await world.contractAccount(owner, world.holder(4), 10n ** 24n);
			await world.chain.earnAndSnapshot(10n ** 18n);
			const { page } = await world.visit({ path: `/?holder=${contract}` });
			await page.getByRole("heading", { name: "This is a contract account" }).waitFor();
			await page.getByText("Show the message").click();
			const typedData = JSON.parse((await page.locator("pre").textContent()) ?? "");
			const { EIP712Domain: _domain, ...types } = typedData.types;
			expect(await seriousFindings(page)).toEqual([]);
			await page
				.getByLabel("Paste the contract's signature")
				.fill(await owner.signTypedData(typedData.domain, types, typedData.message));
			await button(page, "Hand in").click();
			await page.getByRole("heading", { name: "You have been paid" }).waitFor({ timeout: 60_000 });
			expect(await world.balance(contract)).toBe(await world.chain.owedWei(contract));
			await page.context().close();
		}, 120_000);
	});

	describe("claiming every snapshot", () => {
		const auto = (page: Page) => page.getByRole("switch", { name: "Claim every snapshot for me" });

		test("says why a plain account can't be switched from here", async () => {
			const world = open();
			const { page } = await world.connected(4);
			await auto(page).waitFor();
			expect(await auto(page).isDisabled()).toBe(true);
			await page.getByText("Why, and what would do it").click();
			await see(page, /Browser wallets sign such an authorization only for contracts of their own/);
			await page.context().close();
		}, 60_000);

		test("is switched on and off by one signature each where the account is delegated", async () => {
			const world = open();
			const { rpcUrl, deployed } = world.chain;
			const { address } = world.holder(5);
			await rpc(rpcUrl, "anvil_setCode", [address, `0xef0100${deployed.claimMandate.slice(2)}`]);
			const { page, wallet } = await world.connected(5);
			await auto(page).click();
			await page.getByText(/^On until/).waitFor();
			expect(await auto(page).getAttribute("aria-checked")).toBe("true");
			const owed = await world.chain.owedWei(address);
			const before = await world.balance(address);
			await eventually("the payment", 90_000, async () =>
				(await world.balance(address)) === before + owed ? true : undefined,
			);
			expect(await seriousFindings(page)).toEqual([]);
			await auto(page).click();
			await see(page, "Sign once, and be paid after each snapshot.");
			expect(wallet.asked.filter((method) => method === "eth_signTypedData_v4")).toHaveLength(2);
			await page.context().close();
		}, 180_000);
	});
}
