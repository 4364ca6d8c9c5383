import { amountData, gasTank } from "../../core/chore.ts";
import type { Finding } from "../../core/finding.ts";
import type { Address, Hex } from "../../core/hex.ts";
import { offeringTokenCall } from "../../core/offering.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { claimMandate } from "../../core/routes/mandate.ts";
import type { Token } from "../../core/stage.ts";
import { domainHash, mandateDomain } from "../../core/typed-data.ts";
import { reasonOf } from "./or-problem.ts";

/** A contract that the stage file names; what it is asked, if anything, and what it has to say, if that is known. */
interface Named {
	subject: string;
	field: string;
	address: Address;
	ask?: Hex | undefined;
	says?: Hex | undefined;
}

/** Whether the contracts that a chain's entry and its tokens' entries name, beside the tokens, are what they are named as. */
export async function examineContracts(ports: Ports, chainId: number): Promise<Finding[]> {
	const tokens = ports.tokens.filter((token) => token.chainId === chainId);
	const named = [...ofChain(ports, chainId), ...tokens.flatMap(ofToken)];
	return Promise.all(named.map((one) => examineContract(ports, chainId, one)));
}

async function examineContract(ports: Ports, chainId: number, named: Named): Promise<Finding> {
	const { subject, field, address, ask, says } = named;
	const finding = (status: Finding["status"], detail: string, remedy?: string): Finding => ({
		check: "contract",
		subject,
		status,
		detail: `${field}: ${detail}`,
		...(remedy ? { remedy } : {}),
	});
	const correct = `correct or remove ${field} in the stage file`;
	try {
		const chain = ports.chain(chainId);
		if ((await chain.code(address)) === "0x") return finding("fail", `there is no code at ${address}`, correct);
		const [answer] = ask ? await chain.calls([{ to: address, data: ask }], "latest") : [];
		if (!answer) return finding("pass", address);
		if (!answer.ok && !answer.reverted) return finding("fail", answer.message, "see the nodes above");
		const isIt = answer.ok && (says === undefined ? answer.returned.length >= 66 : answer.returned === says);
		return isIt ? finding("pass", address) : finding("fail", `${address} does not answer as one`, correct);
	} catch (error) {
		return finding("fail", reasonOf(error), "see the nodes above");
	}
}

function ofChain(ports: Ports, chainId: number): Named[] {
	const { claimMandate: delegate, gasTank: tank } = ports.chainStage(chainId);
	const subject = `chain ${chainId}`;
	return [
		...(delegate
			? [
					{
						subject,
						field: "claimMandate",
						address: delegate,
						ask: claimMandate.encode("domainSeparator", []),
						says: domainHash(mandateDomain(delegate, chainId)),
					},
				]
			: []),
		...(tank ? [{ subject, field: "gasTank", address: tank, ask: gasTank.encode("surplusTo", []) }] : []),
	];
}

/** A pool has no view of its own, and a declared one may revert while nothing is due: these only have to be there. */
function ofToken({ id, address: token, offering, sweeps }: Token): Named[] {
	const subject = `token ${id}`;
	const word = `0x${token.slice(2).toLowerCase().padStart(64, "0")}` as Hex;
	return [
		...(offering ? [{ subject, field: "offering", address: offering, ask: offeringTokenCall(), says: word }] : []),
		...sweeps.map((sweep) => ({
			subject,
			field: `sweep ${sweep.id}`,
			address: sweep.address,
			ask: sweep.kind === "oracle" || sweep.kind === "router" ? amountData(sweep) : undefined,
		})),
	];
}
