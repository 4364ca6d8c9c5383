import { formatEther } from "ethers";

type Facts = Record<string, string | number | boolean | undefined>;
const short = (hex: unknown): string => `${String(hex).slice(0, 10)}…`;
const eth = (wei: unknown): string => `${formatEther(String(wei))} ETH`;

/** An inflow: of ERC-20s it is not said here what they are called. */
const came = ({ asset, amount, amountWei }: Facts): string =>
	amountWei === undefined ? `${amount} of ${short(asset)}` : eth(amountWei);

const sentences: Record<string, (facts: Facts) => string | undefined> = {
	revenue_seen: (f) =>
		f.inflows === undefined
			? `revenue   ${came(f)} from ${short(f.source)} in block ${f.blockNumber}, final`
			: `revenue   ${came(f)} in ${f.inflows} inflows up to block ${f.blockNumber}, final`,
	claim_accepted: (f) => `accepted  claim ${short(f.claimId)} of ${short(f.holder)}: ${eth(f.dueWei)} due`,
	claim_relayed: (f) => `relayed   claim ${short(f.claimId)} by lane ${f.lane}, nonce ${f.nonce}`,
	claim_refused: (f) => `refused   claim ${short(f.claimId)}: ${f.code}`,
	claim_failed: (f) => `failed    claim ${short(f.claimId)}: ${f.code}`,
	claim_settled: (f) =>
		`settled   claim ${short(f.claimId)}: ${short(f.holder)} was paid ${eth(f.paidWei)} at ${f.gasUsed} gas, none of it theirs`,
	transaction_mined: (f) =>
		f.purpose === "snapshot" && f.snapshotId !== undefined
			? `snapshot  ${f.snapshotId} of ${f.tokenId} taken in block ${f.blockNumber}`
			: f.purpose === "claims"
				? `mined     ${short(f.transactionHash)} in block ${f.blockNumber}, ${f.gasUsed} gas`
				: undefined,
};
const warnings = (event: string, facts: Facts): string =>
	`warning   ${event} ${Object.entries(facts)
		.map(([name, value]) => `${name}=${value}`)
		.join(" ")}`;

/** Turns the functions' structured log lines into one plain line for each thing that happens. */
export function narrate(print: (line: string) => void, raw?: (line: string) => void): (line: string) => void {
	return (line) => {
		raw?.(line);
		const start = line.indexOf("{");
		if (start < 0) return;
		try {
			const {
				level,
				message,
				facts = {},
			} = JSON.parse(line.slice(start)) as { level: string; message: string; facts?: Facts };
			const told = level === "WARN" ? warnings(message, facts) : sentences[message]?.(facts);
			if (told) print(told);
		} catch {
			// not one of ours
		}
	};
}
