import * as z from "zod/mini";
import type { Hex } from "./hex.ts";
import { address, hexBytes, quantity, uint } from "./schema.ts";

/** The signed messages, field by field as the quote's typed data has them. */
export const forwardRequest = z.pipe(
	z.object({
		from: address,
		to: address,
		value: uint,
		gas: uint,
		nonce: uint,
		deadline: uint.check(z.refine((sec) => sec < 2n ** 48n, "above 2^48 - 1")),
		data: hexBytes,
	}),
	z.transform(({ deadline, ...rest }) => ({ ...rest, deadlineSec: deadline })),
);
export const claimConsent = z.pipe(
	z.object({ token: address, account: address, ids: z.array(uint), nonce: uint, deadline: uint }),
	z.transform(({ deadline, ...rest }) => ({ ...rest, deadlineSec: deadline })),
);
export const signedMandate = z.pipe(
	z.object({ account: address, token: address, nonce: uint, expiry: uint }),
	z.transform(({ expiry, ...rest }) => ({ ...rest, expirySec: expiry })),
);
export const signedOptOut = z.pipe(
	z.object({ account: address, token: address, optedOut: z.boolean(), signedAt: uint }),
	z.transform(({ signedAt, ...rest }) => ({ ...rest, signedAtSec: signedAt })),
);
const authorized = { chainId: quantity, address, nonce: quantity };
const word = z.pipe(
	z.string().check(z.regex(/^0x[0-9a-fA-F]{1,64}$/, "not up to 32 bytes of hexadecimal")),
	z.transform((text: string): string => text.slice(2).toLowerCase().padStart(64, "0")),
);
/** EIP-7702: with the 65 bytes of its signature, or with r, s and yParity as `eth_sendTransaction` has them. */
export const authorization = z.pipe(
	z.union(
		[
			z.object({ ...authorized, signature: hexBytes }),
			z.pipe(
				z.object({
					...authorized,
					r: word,
					s: word,
					yParity: quantity.check(z.refine((bit) => bit <= 1, "not 0 or 1")),
				}),
				z.transform(({ r, s, yParity, ...rest }) => ({
					...rest,
					signature: `0x${r}${s}${yParity === 0 ? "1b" : "1c"}` as Hex,
				})),
			),
		],
		{ error: "not chainId, address, nonce and either signature or r, s, yParity" },
	),
	z.transform(({ address: delegate, ...rest }) => ({ ...rest, delegate })),
);
