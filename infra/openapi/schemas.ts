import * as z from "zod/mini";
import * as api from "../../functions/api.ts";
import { faults } from "../../functions/core/fault.ts";
import { address, amount, digest, hex, id, uint } from "../../functions/core/schema.ts";

type Schema = z.ZodMiniType;
export type Json = Record<string, unknown>;
const REF = "#/components/schemas/";

/** The schemas that have a name in the document; all others stand where they are used. */
const named: Record<string, Schema> = {
	Address: address,
	Amount: amount,
	Code: api.code,
	Digest: digest,
	Hex: hex,
	TokenId: id,
	Uint: uint,
	TypedData: api.typedData,
	ClaimOrder: api.claimBody,
	MandateOrder: api.mandateBody,
	OptOutOrder: api.optOutBody,
	Revocation: api.revocationBody,
	Health: api.healthReply,
	Token: api.tokenReply,
	Tokens: api.tokensReply,
	Snapshots: api.snapshotsReply,
	Inflows: api.inflowsReply,
	Quote: api.holderReply,
	MandateQuote: api.mandateQuoteReply,
	Mandate: api.mandateReply,
	Mandates: api.mandatesReply,
	OptOutQuote: api.optOutQuoteReply,
	OptOut: api.optOutReply,
	Claim: api.claimReply,
	Claims: api.claimsReply,
	Problem: api.problemReply,
};

const codes = Object.entries(faults).map(([code, { status, title }]) => `- \`${code}\` (${status}): ${title}`);
/** What zod can't say of a check that is a function, and what a person is told. */
const said = new Map<unknown, Json>([
	[address, { pattern: "^0x[0-9a-fA-F]{40}$", description: "20 bytes, in any letter case" }],
	[amount, { pattern: "^[0-9]+$", description: "An integer as a decimal string" }],
	[hex, { type: "string", pattern: "^0x[0-9a-fA-F]*$" }],
	[uint, { description: "An integer up to 2^256 - 1: a decimal string, or a number while that is exact" }],
	[api.code, { description: `Stable, never renamed.\n\n${codes.join("\n")}` }],
	[
		api.typedData,
		{
			type: "object",
			description: "For `eth_signTypedData_v4`",
			properties: {
				domain: { type: "object" },
				types: { type: "object" },
				primaryType: { type: "string" },
				message: { type: "object" },
			},
			required: ["domain", "types", "primaryType", "message"],
		},
	],
]);

const options = {
	io: "input", // the wire's side of what is decoded coming in and encoded going out
	target: "draft-2020-12",
	unrepresentable: "any",
	override: ({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: Json }) => {
		Object.assign(jsonSchema, said.get(zodSchema));
	},
} as const;

/** `components.schemas`. */
export function componentSchemas(): Record<string, Json> {
	return schemasOf(named);
}

/** One more schema, with references to the named ones: a schema that has a name is a reference alone. */
export function schemaOf(schema: Schema): Json {
	const name = Object.keys(named).find((one) => named[one] === schema);
	if (name) return { $ref: `${REF}${name}` };
	return schemasOf({ ...named, "it-self": schema })["it-self"] ?? {};
}

function schemasOf(all: Record<string, Schema>): Record<string, Json> {
	const registry = z.registry<{ id: string }>();
	for (const [name, schema] of Object.entries(all)) registry.add(schema, { id: name });
	const { schemas } = z.toJSONSchema(registry, { ...options, uri: (name) => `${REF}${name}` });
	return Object.fromEntries(
		Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema as Json]),
	);
}
