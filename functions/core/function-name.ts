/** The functions of a stack that are woken or scheduled. */
export const FUNCTIONS = ["watch", "sweep", "snapshot", "relay", "settle", "payout", "notify"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];
/** Those that sign with the lanes' keys. */
export const SIGNERS = ["sweep", "snapshot", "relay", "settle"] as const satisfies readonly FunctionName[];
