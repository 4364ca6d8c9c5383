// Claims what a token owes to a holder who has no ETH, and follows the claim to its end. Node 24 runs this file as it is:
//   npm install ./imo-relay-0.1.0.tgz ethers     (the first is what `npm pack` makes in imo-relay's repository)
//   API=https://… TOKEN=openlm TOKEN_ADDRESS=0x… CHAIN_ID=1 KEY=0x… node claim.ts
import { Wallet } from "ethers";
import { imoRelay, RelayError } from "imo-relay/client";

const { API = "", TOKEN = "", TOKEN_ADDRESS = "", CHAIN_ID = "", KEY = "" } = process.env;
const relay = imoRelay({ url: API });
// What you know of the token, not what the relay says of it: nothing else will be signed.
const token = { id: TOKEN, address: TOKEN_ADDRESS, chainId: Number(CHAIN_ID) };
const signer = new Wallet(KEY); // in a page: a viem WalletClient, an ethers signer, or window.ethereum

try {
	const { id, dueWei } = await relay.claim({ token, holder: signer.address, signer });
	console.log(`claim ${id}: ${dueWei} wei`);
	for await (const { state, code, outcome } of relay.follow(id))
		console.log(state, code ?? "", outcome?.transactionHash ?? "");
} catch (error) {
	// Codes are stable: docs/api.md lists them.
	if (!(error instanceof RelayError)) throw error;
	if (error.code === "claim_in_progress") console.log(`under way: ${error.facts.claimId}`);
	else if (error.code === "nothing_due") console.log("nothing to claim");
	else throw error;
}
