import type { Claim } from "./claim.ts";

/** Sorts by time. */
export const timeKey = (ms: number): string => String(ms).padStart(15, "0");

/** A claim's place among others: by the time of its acceptance. */
export const placeOf = ({ acceptedAtMs, id }: Pick<Claim, "acceptedAtMs" | "id">): string =>
	`${timeKey(acceptedAtMs)}#${id}`;
