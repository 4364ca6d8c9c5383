/** The dialects that there are, one file each in functions/adapters/chain/dialects. */
export const DIALECTS = ["imo-relay", "erc7641-reference", "ora"] as const;
export type DialectName = (typeof DIALECTS)[number];
