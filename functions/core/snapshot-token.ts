import { snapshotTokenAbi } from "./abi/snapshot-token.ts";
import { contract } from "./contract.ts";

/** ERC-7641 tokens that are not ours, as far as they have something in common. */
export const snapshotToken = contract(snapshotTokenAbi);
