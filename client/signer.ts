import { RelayError } from "./relay-error.ts";
import type { TypedData } from "./typed-data.ts";
import type { Hex } from "./types.ts";

/** An ethers v6 signer. */
export interface EthersSigner {
	getAddress(): Promise<string>;
	// biome-ignore lint/suspicious/noExplicitAny: ethers' own types are not ours to import
	signTypedData(domain: any, types: any, message: any): Promise<string>;
}
/** A viem WalletClient or local account. */
export interface ViemSigner {
	// biome-ignore lint/suspicious/noExplicitAny: viem infers its types from the message
	signTypedData(parameters: any): Promise<string>;
	account?: { address: string } | undefined;
	address?: string;
}
/** An EIP-1193 provider, as a browser wallet gives it. */
export interface Provider {
	// biome-ignore lint/suspicious/noExplicitAny: providers differ in how they type their methods
	request(call: any): Promise<unknown>;
}
/** Whatever can sign EIP-712 typed data for the holder. */
export type Signer = EthersSigner | ViemSigner | Provider;

/** The holder's signature over the typed data; what the wallet throws, as for a rejection, passes through. */
export async function signTypedData(signer: Signer, holder: string, typedData: TypedData): Promise<Hex> {
	const signature = await signatureOf(signer, holder, typedData);
	if (typeof signature !== "string" || !/^0x([0-9a-fA-F]{2})*$/.test(signature))
		throw new RelayError("cannot_sign", "the signer did not give a signature");
	// Some wallets count v from 0; the contracts from 27.
	return signature.replace(
		/^(0x[0-9a-fA-F]{128})0([01])$/,
		(_, rs: string, v: string) => `${rs}1${v === "0" ? "b" : "c"}`,
	) as Hex;
}

async function signatureOf(signer: Signer, holder: string, typedData: TypedData): Promise<unknown> {
	const { domain, types, primaryType, message } = typedData;
	if ("getAddress" in signer) {
		const { EIP712Domain: _domain, ...own } = types;
		return signer.signTypedData(domain, own, message);
	}
	if ("signTypedData" in signer) {
		const account = signer.account ?? (signer.address ? undefined : holder);
		return signer.signTypedData({
			...(account ? { account } : {}),
			domain,
			types,
			primaryType,
			message: native(typedData),
		});
	}
	if ("request" in signer)
		return signer.request({ method: "eth_signTypedData_v4", params: [holder, JSON.stringify(typedData)] });
	throw new RelayError("cannot_sign", "neither an ethers signer, nor viem's, nor an EIP-1193 provider");
}

/** viem wants integers as such. */
function native({ types, primaryType, message }: TypedData): Record<string, unknown> {
	const integers = new Set(
		(types[primaryType] ?? []).filter(({ type }) => type.startsWith("uint")).map(({ name }) => name),
	);
	const read = (value: string | string[] | boolean): unknown =>
		Array.isArray(value) ? value.map(BigInt) : BigInt(value);
	return Object.fromEntries(
		Object.entries(message).map(([name, value]) => [name, integers.has(name) ? read(value) : value]),
	);
}

/** EIP-7702: an ethers wallet's `authorize`, viem's `signAuthorization`. */
export interface Authorizer {
	// biome-ignore lint/suspicious/noExplicitAny: both libraries' own types
	authorize?(authorization: any): Promise<any>;
	// biome-ignore lint/suspicious/noExplicitAny: both libraries' own types
	signAuthorization?(authorization: any): Promise<any>;
}
interface Wanted {
	chainId: number;
	address: string;
	nonce: number;
}

/** Signs that the account takes the delegate's code, for one chain and account nonce. */
export async function authorize(signer: Authorizer, { chainId, address, nonce }: Wanted): Promise<object> {
	if (signer.authorize) {
		const { signature } = await signer.authorize({ chainId, address, nonce });
		return { chainId, address, nonce, signature: signature.serialized };
	}
	if (signer.signAuthorization) {
		const { r, s, yParity } = await signer.signAuthorization({ chainId, contractAddress: address, address, nonce });
		return { chainId, address, nonce, r, s, yParity };
	}
	throw new RelayError("cannot_sign", "this signer can't sign an EIP-7702 authorization; browser wallets don't");
}
