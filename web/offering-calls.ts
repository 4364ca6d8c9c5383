/** Selectors of ModelOffering: `deposit()` and `claim(address)`. */
export const DEPOSIT = "0xd0e30db0";
export const CLAIM = "0x1e83409a";

/** The calldata that claims to an address. */
export const claimTo = (address: string): string => `${CLAIM}${address.slice(2).toLowerCase().padStart(64, "0")}`;
