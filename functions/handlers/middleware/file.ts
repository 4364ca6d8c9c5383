import { namesTag } from "../../core/etag.ts";
import { Fault } from "../../core/fault.ts";
import type { Encoding, PageFiles } from "../../core/ports/page-files.ts";
import type { Reply } from "./reply.ts";

/** What the page may do: load its own files, ask its own service, and nothing else. Wallets give their icons as data. */
const POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"font-src 'self'",
	"img-src 'self' data:",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join("; ");
const guarded = {
	"content-security-policy": POLICY,
	"cross-origin-opener-policy": "same-origin-allow-popups", // wallets that open a window of their own
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	"referrer-policy": "no-referrer",
	"strict-transport-security": "max-age=31536000",
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
};

/** A file of the page, packed as the browser likes it best; 304 if it has it already; fault `unknown_route`. */
export async function file(
	files: PageFiles,
	name: string,
	headers: Record<string, string | undefined>,
): Promise<Reply> {
	const found = files.find(name);
	if (!found) throw new Fault("unknown_route");
	const kept = {
		...guarded,
		"cache-control": found.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
		etag: found.etag,
		vary: "accept-encoding",
	};
	if (namesTag(headers["if-none-match"], found.etag)) return { statusCode: 304, headers: kept, body: "" };
	const encoding = bestOf(found.encodings, headers["accept-encoding"] ?? "");
	return {
		statusCode: 200,
		headers: {
			...kept,
			"content-type": found.contentType,
			...(encoding === "identity" ? {} : { "content-encoding": encoding }),
		},
		body: await files.read(name, encoding),
		isBase64Encoded: true,
	};
}

/** The first of our encodings that the browser takes (RFC 9110, 12.5.3). */
export function bestOf(encodings: readonly Encoding[], accepted: string): Encoding {
	const refused = /;\s*q=0(\.0*)?\s*$/;
	const taken = accepted
		.split(",")
		.filter((one) => !refused.test(one))
		.map((one) => one.split(";")[0]?.trim().toLowerCase());
	return encodings.find((one) => taken.includes(one)) ?? "identity";
}
