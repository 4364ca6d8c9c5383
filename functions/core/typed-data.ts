import { recoverAddress, Signature, TypedDataEncoder } from "ethers";
import { type Address, type Hex, toAddress } from "./hex.ts";

/** OpenZeppelin ERC2771Forwarder's request; `nonce` is signed but not sent, the forwarder knows it. */
export interface ForwardRequest {
	from: Address;
	to: Address;
	value: bigint;
	gas: bigint;
	nonce: bigint;
	/** Unix seconds, uint48. */
	deadlineSec: bigint;
	data: Hex;
}

/** An EIP-712 domain (EIP-5267 fields name, version, chainId, verifyingContract). */
export interface Domain {
	name: string;
	version: string;
	chainId: number;
	verifyingContract: Address;
}

const forwardRequestTypes = {
	ForwardRequest: [
		{ name: "from", type: "address" },
		{ name: "to", type: "address" },
		{ name: "value", type: "uint256" },
		{ name: "gas", type: "uint256" },
		{ name: "nonce", type: "uint256" },
		{ name: "deadline", type: "uint48" },
		{ name: "data", type: "bytes" },
	],
};
const domainTypes = [
	{ name: "name", type: "string" },
	{ name: "version", type: "string" },
	{ name: "chainId", type: "uint256" },
	{ name: "verifyingContract", type: "address" },
];

const message = ({ deadlineSec, ...rest }: ForwardRequest) => ({ ...rest, deadline: deadlineSec });

/** The EIP-712 digest: what the holder signs, and the claim's id. */
export const digestOf = (domain: Domain, request: ForwardRequest): Hex =>
	TypedDataEncoder.hash(domain, forwardRequestTypes, message(request)) as Hex;

/** The request as `eth_signTypedData_v4` takes it: JSON with every integer as a decimal string. */
export const typedDataOf = (domain: Domain, request: ForwardRequest) => ({
	domain,
	types: { EIP712Domain: domainTypes, ...forwardRequestTypes },
	primaryType: "ForwardRequest" as const,
	message: {
		from: request.from,
		to: request.to,
		value: request.value.toString(),
		gas: request.gas.toString(),
		nonce: request.nonce.toString(),
		deadline: request.deadlineSec.toString(),
		data: request.data,
	},
});

/** Who signed the digest; undefined when the bytes are no signature, or a malleable (high-s) one. */
export function signerOf(digest: Hex, signature: Hex): Address | undefined {
	try {
		// The forwarder takes 65 bytes with v as 27 or 28; ethers would also read other forms.
		if (!/^0x[0-9a-f]{128}1[bc]$/i.test(signature)) return undefined;
		const parsed = Signature.from(signature);
		return toAddress(recoverAddress(digest, parsed));
	} catch {
		return undefined;
	}
}
