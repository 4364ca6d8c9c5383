import * as z from "zod/mini";
import { address } from "./schema.ts";
import { secretRef } from "./secret-ref.ts";
import { DEFENDER_NOTICE } from "./sender-notices.ts";

const awsRegion = z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "not an AWS region"));
const isSafeUrl = (text: string): boolean => {
	const url = URL.parse(text);
	return (
		url?.protocol === "https:" || (url?.protocol === "http:" && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))
	);
};
/** The key travels in each request. */
const serviceUrl = z.string().check(z.refine(isSafeUrl, "not an https URL (http is for this machine alone)"));

/** What a managed sender's stage entry says beside its access. */
const managed = {
	/** The account that it sends from: what it has sent is followed also while it does not answer. */
	address,
	/** A transaction that is not mined after so long is given up, and its claims are sent anew once that is final. */
	expirySec: z._default(z.int().check(z.gte(60), z.lte(86_400)), 600),
	/** How dear the sender's fees may be, in its own words. */
	speed: z._default(z.enum(["safeLow", "average", "fast", "fastest"]), "fast"),
};

/** What signs: a private key (the local stage alone), a key in AWS KMS, or a service that sends by itself. */
export const sender = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("local"), key: secretRef }),
	z.strictObject({
		kind: z.literal("kms"),
		/** A key id, an alias or an ARN. Left out: the key that the deployment makes for the lane. */
		key: z.optional(
			z
				.string()
				.check(z.regex(/^kms:(mrk-)?[\w:/-]+$/, "a KMS key stands here as kms:KEY-ID, kms:alias/NAME or kms:ARN")),
		),
		/** Where a multi-region key is asked, the nearest first; left out: in the function's own region. */
		regions: z.optional(z.array(awsRegion).check(z.minLength(1))),
	}),
	z.strictObject({
		kind: z.literal("openzeppelin-relayer"),
		/** Where it runs: https, but on this machine. */
		url: serviceUrl,
		/** Of this lane alone: nobody else shall send through it. */
		relayerId: z.string().check(z.minLength(1)),
		apiKey: secretRef,
		...managed,
	}),
	z
		.strictObject({
			kind: z.literal("defender"),
			/** A service that speaks Defender's API; left out: the hosted one, which is no more. */
			url: z.optional(serviceUrl),
			apiKey: secretRef,
			apiSecret: secretRef,
			...managed,
		})
		.check(z.describe(DEFENDER_NOTICE)),
]);
