import { Ajv2020 } from "ajv/dist/2020.js";
import type { Json } from "../../infra/openapi/schemas.ts";

const encode = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** Holds values against the document's own JSON schemas, by a validator that knows nothing of zod. */
export function documentChecker(document: Json) {
	const ajv = new Ajv2020({ strict: false, allErrors: true });
	ajv.addSchema(document, "openapi.json");
	/** What is wrong with the value; empty: nothing. */
	const errors = (pointer: string, value: unknown): string[] => {
		const check = ajv.getSchema(`openapi.json#${pointer}`);
		if (!check) return [`the document has no ${pointer}`];
		return check(value) ? [] : (check.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
	};
	const at = (operation: string): string => {
		const [method = "", path = ""] = operation.split(" ");
		return `/paths/${encode(path)}/${method.toLowerCase()}`;
	};
	const json = `/content/${encode("application/json")}/schema`;
	return {
		ofBody: (operation: string, body: unknown) => errors(`${at(operation)}/requestBody${json}`, body),
		ofReply: (operation: string, status: number, reply: unknown) =>
			errors(`${at(operation)}/responses/${status}${json}`, reply),
		ofProblem: (problem: unknown) => errors("/components/schemas/Problem", problem),
	};
}
