import { getAddress } from "ethers";

/** `0x` and any number of hexadecimal digits. */
export type Hex = `0x${string}`;
/** An EIP-55 checksummed address; two spellings of one address never meet inside the service. */
export type Address = `0x${string}`;

/** The asset that stands for native ETH. */
export const ETH: Address = "0x0000000000000000000000000000000000000000";

/** Checksums an address; throws on anything else. */
export const toAddress = (text: string): Address => getAddress(text.toLowerCase()) as Address;
