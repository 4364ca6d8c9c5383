import { AbiCoder } from "ethers";
import type { Address, Hex } from "./hex.ts";
import { type ModelCard, modelCard, text } from "./model-card.ts";
import type { Call, CallResult } from "./ports/chain.ts";
import { token as abi } from "./routes/token-calls.ts";

/** How amounts of a token are written. */
export interface Unit {
	symbol?: string;
	decimals?: number;
}

/** The questions about a token's or an asset's unit; `unitOf` reads the answers. */
export const unitCalls = (to: Address): Call[] => [
	{ to, data: abi.encode("symbol", []) },
	{ to, data: abi.encode("decimals", []) },
];
export const uriCall = (to: Address): Call => ({ to, data: abi.encode("contractURI", []) });

/** What a token says of its unit, believed only as far as it makes sense. */
export function unitOf([symbol, decimals]: readonly (CallResult | undefined)[]): Unit {
	const said = text(decoded(symbol, (raw) => abi.decode("symbol", raw)[0]) ?? decoded(symbol, shortText), 16);
	const digits = Number(decoded(decimals, (raw) => AbiCoder.defaultAbiCoder().decode(["uint256"], raw)[0] as bigint));
	return {
		...(said === undefined ? {} : { symbol: said }),
		...(Number.isInteger(digits) && digits <= 36 ? { decimals: digits } : {}),
	};
}
export function cardOf(result: CallResult | undefined): ModelCard | undefined {
	const uri = decoded(result, (raw) => abi.decode("contractURI", raw)[0]);
	return uri === undefined ? undefined : modelCard(uri);
}

/** Some old tokens have their symbol as 32 bytes. */
function shortText(raw: Hex): string {
	const bytes = (raw.slice(2, 66).match(/../g) ?? []).map((one) => Number.parseInt(one, 16));
	return new TextDecoder().decode(Uint8Array.from(bytes.filter((one) => one !== 0)));
}

function decoded<T>(result: CallResult | undefined, read: (raw: Hex) => T): T | undefined {
	if (!result?.ok || result.returned === "0x") return undefined;
	try {
		return read(result.returned);
	} catch {
		return undefined;
	}
}
