import { useState } from "preact/hooks";
import type { Claiming } from "../use-claiming.ts";
import type { Holder, Token } from "../wire-types.ts";

/** A Safe or another contract account claims by its own rule: what to sign, and where to hand it in. */
export function ContractAccount({ token, quote, claiming }: { token: Token; quote: Holder; claiming: Claiming }) {
	const [signature, setSignature] = useState("");
	const [isCopied, setCopied] = useState(false);
	const text = JSON.stringify(quote.typedData, null, 2);
	const isReady = /^0x([0-9a-fA-F]{2})*$/.test(signature.trim());
	const copy = (): void => {
		void navigator.clipboard
			?.writeText(text)
			.then(() => setCopied(true))
			.catch(() => setCopied(false));
	};
	const submit = (event: Event): void => {
		event.preventDefault();
		if (isReady) void claiming.handIn(quote, signature.trim());
	};
	return (
		<div class="contract flow">
			<h3>This is a contract account</h3>
			<p>
				A Safe or another contract (ERC-1271) has no key of its own: its owners sign by its own rule, and {token.name}{" "}
				asks the contract whether the signature is good. Still no gas.
			</p>
			<ol>
				<li>
					Sign this message in the account's own app, as EIP-712 typed data.{" "}
					<button type="button" class="link" onClick={copy}>
						{isCopied ? "Copied" : "Copy the message"}
					</button>
					<details>
						<summary>Show the message</summary>
						{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
						<pre tabIndex={0}>{text}</pre>
					</details>
				</li>
				<li>
					<form onSubmit={submit}>
						<label for="signature">Paste the contract's signature</label>
						<div class="field">
							<input
								id="signature"
								value={signature}
								placeholder="0x…"
								autoComplete="off"
								spellcheck={false}
								onInput={({ currentTarget }) => setSignature(currentTarget.value)}
							/>
							<button type="submit" class="plain" disabled={!isReady || claiming.step !== "idle"}>
								Hand in
							</button>
						</div>
					</form>
				</li>
			</ol>
			<p class="aside">
				Where the signature lies on chain already, as with a Safe's SignMessageLib, it is just 0x. If the app connects
				here as a wallet, connect it instead and claim with the one button.
			</p>
		</div>
	);
}
