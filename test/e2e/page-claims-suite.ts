import { describe, expect, test } from "@jest/globals";
import { rpc } from "../../infra/local/anvil.ts";
import { eventually } from "../../infra/local/children.ts";
import { get } from "../../infra/local/holder.ts";
import { seriousFindings } from "../given/axe.ts";
import { button, claimButton, see } from "../given/on-page.ts";
import type { PageWorld } from "../given/page-world.ts";

/** Claiming on the page, with wallets of every kind. */
export function pageClaimsSuite(open: () => PageWorld): void {
	describe("a claim", () => {
		test("is one signature, and is followed from accepted to final", async () => {
			const world = open();
			const { page, wallet, problems } = await world.connected(0);
			const { address } = world.holder(0);
			const owed = await world.chain.owedWei(address);
			expect(await world.balance(address)).toBe(0n);
			const { rpcUrl } = world.chain;
			const at = async (title: string, step: string, told: RegExp): Promise<void> => {
				await page.getByRole("heading", { name: title }).waitFor({ timeout: 60_000 });
				expect(await page.locator(".steps [aria-current] .name").textContent()).toMatch(new RegExp(`^${step}$`));
				expect(await page.locator(".progress [aria-live]").textContent()).toMatch(told);
			};
			// Its blocks come when the test says so, so that no step is over before it was looked at.
			await rpc(rpcUrl, "evm_setIntervalMining", [0]);
			try {
				await claimButton(page).click();
				await at("Your claim is on its way", "In a block", /^Step 2 of 4/);
				await rpc(rpcUrl, "evm_mine", []);
				await at("Your claim is in a block", "Final", /^Step 3 of 4: in block \d+/);
			} finally {
				await rpc(rpcUrl, "evm_setIntervalMining", [1]);
			}
			await page.getByRole("heading", { name: "You have been paid" }).waitFor({ timeout: 60_000 });
			expect(await page.locator(".steps .done .name").allTextContents()).toEqual([
				"Accepted",
				"In a batch",
				expect.stringMatching(/^In block \d+$/),
				"Final",
			]);
			expect(await world.balance(address)).toBe(owed);
			expect(await page.locator(".receipt data").first().getAttribute("value")).toBe(owed.toString());
			const newBalance = page.locator(".receipt dt", { hasText: "New balance" }).locator("+ dd data");
			expect(await newBalance.getAttribute("value")).toBe(owed.toString()); // it had none
			expect(await page.locator(".receipt a").first().getAttribute("href")).toMatch(
				/^https:\/\/explorer\.example\/tx\/0x[0-9a-f]{64}$/,
			);
			expect(wallet.asked.filter((method) => method.startsWith("eth_sign"))).toEqual(["eth_signTypedData_v4"]);
			expect(wallet.asked).not.toContain("eth_sendTransaction");
			await page.getByText("Claims so far (1)").waitFor();
			await world.screenshot(page, "paid");
			expect(await seriousFindings(page)).toEqual([]);
			expect(problems).toEqual([]);
			await page.context().close();
		}, 120_000);

		test("goes on after the page was closed in the middle", async () => {
			const world = open();
			const { page, wallet } = await world.connected(1);
			await claimButton(page).click();
			await page.locator(".progress h3").waitFor();
			await page.reload();
			await page.locator(".progress h3, .nothing").first().waitFor();
			expect(wallet.asked.filter((method) => method.startsWith("eth_sign"))).toHaveLength(1);
			const owed = await world.chain.owedWei(world.holder(1).address);
			await eventually("the payment", 60_000, async () =>
				(await world.balance(world.holder(1).address)) === owed ? true : undefined,
			);
			await see(page, "Nothing is due now.", 60_000);
			await page.context().close();
		}, 150_000);

		test("that was declined in the wallet has sent nothing, and can be made again", async () => {
			const world = open();
			const { page, wallet } = await world.connected(2);
			wallet.declined.add("eth_signTypedData_v4");
			await claimButton(page).click();
			await see(page, "You declined in the wallet. Nothing was signed and nothing was sent.");
			expect(await claimButton(page).isEnabled()).toBe(true);
			const { claims } = await get<{ claims: unknown[] }>(
				`${world.service.url}/v1/holders/${world.holder(2).address}/claims`,
			);
			expect(claims).toEqual([]);
			await page.context().close();
		}, 60_000);

		test("by somebody else's signature is refused, in words", async () => {
			const world = open();
			const { page, wallet } = await world.connected(2);
			wallet.signer = world.holder(3).address;
			await claimButton(page).click();
			await see(page, "Another account has signed.");
			await page.context().close();
		}, 60_000);

		test("on another network asks to switch first", async () => {
			const world = open();
			const { page, wallet } = await world.connected(2, { chainId: 1 });
			await see(page, "Your wallet is on network 1.");
			wallet.declined.add("wallet_switchEthereumChain");
			await button(page, "Switch to anvil").first().click();
			await see(page, "You declined in the wallet.");
			wallet.declined.clear();
			await button(page, "Switch to anvil").first().click();
			await claimButton(page).waitFor();
			expect(wallet.chainId).toBe(31_337);
			await wallet.change(10);
			await see(page, "Your wallet is on network 10.");
			await page.context().close();
		}, 60_000);

		test("follows the account that is chosen in the wallet, and says when there is none", async () => {
			const world = open();
			const { page, wallet } = await world.connected(2);
			await claimButton(page).waitFor();
			await wallet.choose([world.holder(0).address]);
			await see(page, "Nothing is due now.");
			await wallet.choose([]);
			await see(page, "Connect the wallet that holds your tokens");
			await page.context().close();
		}, 60_000);

		test("survives a lost connection: the signature is sent when it is back", async () => {
			const world = open();
			const { page } = await world.connected(3);
			await claimButton(page).waitFor();
			await page.route("**/v1/claims", (route) => route.abort());
			await claimButton(page).click();
			await see(page, "The service can't be reached.", 30_000);
			await page.unroute("**/v1/claims");
			await button(page, "Send it again").click();
			await page.getByRole("heading", { name: "You have been paid" }).waitFor({ timeout: 60_000 });
			await page.context().setOffline(true);
			await see(page, "The service can't be reached.", 45_000);
			await page.context().setOffline(false);
			await page.getByText("The service can't be reached.").first().waitFor({ state: "detached", timeout: 45_000 });
			await page.context().close();
		}, 180_000);

		test("is made with a wallet of before EIP-6963, which is window.ethereum and no more", async () => {
			const world = open();
			const { page, wallet } = await world.visit({ accounts: [world.holder(2).address], isPlain: true });
			await button(page, "Connect Browser wallet").first().click();
			await claimButton(page).waitFor();
			wallet.declined.add("eth_signTypedData_v4");
			await claimButton(page).click();
			await see(page, "You declined in the wallet. Nothing was signed and nothing was sent.");
			await page.context().close();
		}, 60_000);

		test("waits while the wallet has another question open, or does not know the network", async () => {
			const world = open();
			const { page, wallet } = await world.visit({ accounts: [world.holder(2).address], chainId: 1 });
			wallet.failing.set("eth_requestAccounts", { code: -32002, message: "Request already pending." });
			const connect = button(page, "Connect Test Wallet").first();
			await connect.click();
			await see(page, "The wallet has a question open already. Open it and answer there.");
			wallet.failing.set("wallet_switchEthereumChain", { code: 4902, message: "Unrecognized chain ID." });
			wallet.failing.delete("eth_requestAccounts");
			await connect.click();
			await button(page, "Switch to anvil").first().click();
			await see(page, "Your wallet does not know this network yet. Add it there, then come back.");
			// Its owner has added it there.
			wallet.failing.clear();
			await button(page, "Switch to anvil").first().click();
			await claimButton(page).waitFor();
			// No node's address is public here, so none is handed to a wallet.
			expect(wallet.asked).not.toContain("wallet_addEthereumChain");
			await page.context().close();
		}, 60_000);

		test("that a wallet is not asked for stays without one", async () => {
			const world = open();
			const { page, wallet } = await world.visit({ accounts: [world.holder(2).address] });
			wallet.declined.add("eth_requestAccounts");
			await button(page, "Connect Test Wallet").first().click();
			await see(page, "You kept the wallet closed. Nothing was shared.");
			await page.context().close();
		}, 60_000);
	});
}
