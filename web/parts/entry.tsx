import { useState } from "preact/hooks";
import { isAddress } from "../format.ts";
import type { Connection } from "../use-wallet.ts";
import { Notice } from "./notice.tsx";

/** The wallets that are here, as buttons. */
export function Wallets({ connection }: { connection: Connection }) {
	const { wallets, asking, error, connect } = connection;
	return (
		<>
			{wallets.length === 0 ? (
				<p class="aside">There is no wallet in this browser. You can still look at any address.</p>
			) : (
				<ul class="wallets">
					{wallets.map((wallet) => (
						<li key={wallet.info.uuid}>
							<button type="button" class="wallet" disabled={asking !== undefined} onClick={() => void connect(wallet)}>
								{/^data:image\//.test(wallet.info.icon) ? (
									<img src={wallet.info.icon} alt="" width="20" height="20" />
								) : null}
								{asking === wallet ? `Waiting for ${wallet.info.name}…` : `Connect ${wallet.info.name}`}
							</button>
						</li>
					))}
				</ul>
			)}
			{error ? <Notice kind="trouble">{error.message}</Notice> : null}
		</>
	);
}

/** How one begins: with a wallet, or with an address alone. */
export function Entry({ connection, look }: { connection: Connection; look: (address: string) => void }) {
	return (
		<>
			<p>
				Connect the wallet that holds your tokens, or paste its address to look. Looking shows nothing that the chain
				does not show to everybody.
			</p>
			<Wallets connection={connection} />
			<AddressForm look={look} />
		</>
	);
}

export function AddressForm({ look }: { look: (address: string) => void }) {
	const [text, setText] = useState("");
	const [isWrong, setWrong] = useState(false);
	const submit = (event: Event): void => {
		event.preventDefault();
		const address = text.trim();
		if (isAddress(address)) look(address);
		else setWrong(true);
	};
	return (
		<form class="address" onSubmit={submit} noValidate>
			<label for="address">Address</label>
			<div class="field">
				<input
					id="address"
					name="address"
					value={text}
					placeholder="0x…"
					autoComplete="off"
					spellcheck={false}
					aria-invalid={isWrong}
					aria-describedby={isWrong ? "address-wrong" : undefined}
					onInput={({ currentTarget }) => {
						setText(currentTarget.value);
						setWrong(false);
					}}
				/>
				<button type="submit" class="plain">
					Look
				</button>
			</div>
			{isWrong ? (
				<p id="address-wrong" class="wrong" role="alert">
					An address is 0x and 40 hexadecimal digits.
				</p>
			) : null}
		</form>
	);
}
