import { stripVTControlCharacters, styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Styled on a terminal, plain elsewhere and under NO_COLOR. */
export const style = (format: Format, text: string): string => styleText(format, text, { stream: process.stdout });

/** Wei as ETH for people: rounded down to 6 decimals, never to a false 0. */
export function ether(wei: bigint): string {
	const digits = wei.toString().padStart(19, "0");
	const [whole, part] = [digits.slice(0, -18), digits.slice(-18)];
	if (whole === "0" && wei > 0n && /^0{6}/.test(part)) return `${wei} wei`;
	const short = part.slice(0, 6).replace(/0+$/, "");
	return `${whole}${short ? `.${short}` : ""} ETH`;
}
/** ETH and ERC-20s, these in their smallest units. */
export const revenue = (wei: bigint, assets: readonly { asset: string; amount: bigint }[]): string =>
	[
		...(wei > 0n || assets.length === 0 ? [ether(wei)] : []),
		...assets.map(({ asset, amount }) => `${amount} of ${short(asset)}`),
	].join(" + ");
export const gwei = (wei: bigint): string => `${Number(wei / 1_000_000n) / 1000} gwei`;

/** Seconds as people say them: the two largest units. */
export function duration(sec: number): string {
	const units: [string, number][] = [
		["d", 86_400],
		["h", 3_600],
		["min", 60],
		["s", 1],
	];
	let left = Math.max(0, Math.round(sec));
	const parts: string[] = [];
	for (const [unit, length] of units) {
		const count = Math.floor(left / length);
		left -= count * length;
		if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`);
		else if (parts.length > 0) break;
	}
	return parts.join(" ") || "0 s";
}
export const utc = (sec: number): string => `${new Date(sec * 1000).toISOString().slice(0, 16).replace("T", " ")}Z`;
export const short = (hex: string): string => (hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex);
export const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const width = (text: string): number => stripVTControlCharacters(text).length;

/** Rows in columns, as wide as their widest cell, two spaces apart; the header dim. */
export function columns(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
	const all = [header.map((cell) => style("dim", cell)), ...rows];
	const widths = header.map((_, at) => Math.max(...all.map((row) => width(row[at] ?? ""))));
	return all.map((row) =>
		row
			.map((cell, at) => (at === row.length - 1 ? cell : cell + " ".repeat((widths[at] ?? 0) - width(cell))))
			.join("  ")
			.trimEnd(),
	);
}
