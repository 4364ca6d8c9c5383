// Runs in the page, before anything else: a wallet whose answers come from the test (page-wallet.ts).
{
	const heard = {};
	window.walletTells = (event, value) => {
		for (const one of heard[event] ?? []) one(value);
	};
	const provider = {
		request: async ({ method, params }) => {
			const { result, error } = await window.walletAnswers(method, params ?? []);
			if (error) throw Object.assign(new Error(error.message), { code: error.code });
			return result;
		},
		on: (event, one) => {
			heard[event] = [...(heard[event] ?? []), one];
		},
		removeListener: (event, one) => {
			heard[event] = (heard[event] ?? []).filter((known) => known !== one);
		},
	};
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
