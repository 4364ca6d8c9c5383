// Runs in the page, before anything else: a wallet whose answers come from the test (page-wallet.ts). It is of a class, as
// real ones are: a method that is taken out of it does not work. `isPlain`: it announces nothing, as before EIP-6963.
// biome-ignore lint/correctness/noUnusedVariables: page-wallet.ts calls it
function injectWallet(isPlain) {
	class Provider {
		heard = {};
		asked = 0;
		async request({ method, params }) {
			this.asked++;
			const { result, error } = await window.walletAnswers(method, params ?? []);
			if (error) throw Object.assign(new Error(error.message), { code: error.code });
			return result;
		}
		on(event, one) {
			this.heard[event] = [...(this.heard[event] ?? []), one];
		}
		removeListener(event, one) {
			this.heard[event] = (this.heard[event] ?? []).filter((known) => known !== one);
		}
	}
	const provider = new Provider();
	window.walletTells = (event, value) => {
		for (const one of provider.heard[event] ?? []) one(value);
	};
	if (isPlain) {
		window.ethereum = provider;
		return;
	}
	const icon =
		"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' rx='2' fill='%23507'/%3E%3C/svg%3E";
	const info = { uuid: "9f2c6a1e-0000-4000-8000-000000000001", name: "Test Wallet", icon, rdns: "org.example.wallet" };
	const speak = () => {
		const detail = Object.freeze({ info, provider });
		window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
	};
	window.addEventListener("eip6963:requestProvider", speak);
	speak();
}
