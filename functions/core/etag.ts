import { id } from "ethers";

/** A strong entity tag (RFC 9110): the same for the same bytes. */
export const etagOf = (text: string): string => `"${id(text).slice(2, 34)}"`;

/** Whether an `If-None-Match` header names this tag; a cache may have made it weak. */
export const namesTag = (header: string | undefined, tag: string): boolean =>
	header?.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag) ?? false;
