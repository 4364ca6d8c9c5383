/** What a wallet has refused or could not do, in words for its owner. */
export class WalletError extends Error {
	readonly why: "rejected" | "unknown_chain" | "other";
	constructor(message: string, why: WalletError["why"] = "other") {
		super(message);
		this.why = why;
	}
}
