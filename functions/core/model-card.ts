/** Which model a token is of, as far as its contractURI (ERC-7572) says so itself. Every field is what its deployer wrote. */
export interface ModelCard {
	/** The URI, where the description is somewhere else: it is not fetched. */
	uri?: string;
	name?: string;
	description?: string;
	/** https only. */
	link?: string;
	repository?: string;
	/** A hash of the weights. */
	weights?: string;
	license?: string;
}

/** A longer contractURI is not read. */
const MOST_CHARACTERS = 24 * 1024;
const data = /^data:application\/json(;[\w=-]+)*?(;base64)?,/i;

/** Reads a contractURI, which may hold anything: what is no plain text of its kind is left out; undefined: it says nothing. */
export function modelCard(uri: string): ModelCard | undefined {
	if (uri === "" || uri.length > MOST_CHARACTERS) return undefined;
	const head = data.exec(uri);
	if (!head) return /^(https|ipfs|ar):\/\/\S+$/.test(uri) && uri.length <= 500 ? { uri } : undefined;
	const fields = parse(uri.slice(head[0].length), head[2] !== undefined);
	const card = {
		name: text(fields.name, 80),
		description: text(fields.description, 600),
		link: link(fields.external_link),
		repository: link(fields.repository),
		weights: text(fields.weights ?? fields.weights_hash, 140),
		license: text(fields.license, 60),
	};
	const said = Object.fromEntries(Object.entries(card).filter(([, value]) => value !== undefined));
	return Object.keys(said).length > 0 ? said : undefined;
}

function parse(body: string, isBase64: boolean): Record<string, unknown> {
	try {
		const json = isBase64
			? new TextDecoder().decode(Uint8Array.from(atob(body), (one) => one.charCodeAt(0)))
			: decodeURIComponent(body);
		const value: unknown = JSON.parse(json);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

/** Without control and direction characters, by which a text looks like another one. */
export function text(value: unknown, most: number): string | undefined {
	if (typeof value !== "string") return undefined;
	const plain = value
		.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu, " ")
		.replace(/\s+/g, " ")
		.trim();
	return plain === "" ? undefined : [...plain].slice(0, most).join("");
}

function link(value: unknown): string | undefined {
	if (typeof value !== "string" || value.length > 300) return undefined;
	const url = URL.parse(value);
	return url?.protocol === "https:" && url.username === "" && url.password === "" ? url.href : undefined;
}
