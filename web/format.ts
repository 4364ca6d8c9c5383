import type { Unit } from "./wire-types.ts";

const DIGITS = 4;
const SMALLEST = 9;

/** An amount exactly, as a decimal number with a point. */
export function exactly(amount: bigint, decimals: number): string {
	const text = amount.toString().padStart(decimals + 1, "0");
	const whole = text.slice(0, text.length - decimals);
	const fraction = text.slice(text.length - decimals).replace(/0+$/, "");
	return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** An amount with the digits that matter, never rounded up, as the reader's locale writes numbers. */
export function sensibly(amount: bigint, decimals: number, locale?: string): string {
	const [whole = "0", fraction = ""] = exactly(amount, decimals).split(".");
	const leading = whole === "0" ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
	const kept = whole === "0" ? leading + DIGITS : Math.max(2, DIGITS - whole.length);
	const places = Math.min(kept, SMALLEST);
	const cut = fraction.slice(0, places).replace(/0+$/, "");
	if (whole === "0" && cut === "" && amount > 0n) return `< ${number("0", `${"0".repeat(SMALLEST - 1)}1`, locale)}`;
	return number(whole, cut, locale);
}

/** Written by the locale, digit for digit: a double would lose some. */
function number(whole: string, fraction: string, locale?: string): string {
	const grouped = new Intl.NumberFormat(locale).format(BigInt(whole));
	if (fraction === "") return grouped;
	const point = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";
	return `${grouped}${point}${fraction}`;
}

export const inUnit = (amount: bigint, { symbol, decimals }: Unit): string => `${sensibly(amount, decimals)} ${symbol}`;
export const exactlyInUnit = (amount: bigint, { symbol, decimals }: Unit): string =>
	`${exactly(amount, decimals)} ${symbol}`;

/** An amount that a person typed, in the smallest unit; undefined: it is none. */
export function typed(text: string, decimals: number): bigint | undefined {
	const found = /^\s*(\d*)(?:[.,](\d*))?\s*$/.exec(text);
	const [, whole = "", fraction = ""] = found ?? [];
	if (!found || whole + fraction === "" || fraction.length > decimals) return undefined;
	return BigInt((whole || "0") + fraction.padEnd(decimals, "0"));
}

/** A point in time, in the reader's locale and time zone, which it names. */
export const dateTime = (sec: number): string =>
	new Intl.DateTimeFormat(undefined, {
		day: "numeric",
		month: "short",
		year: "numeric",
		hour: "2-digit",
		minute: "2-digit",
		timeZoneName: "short",
	}).format(sec * 1000);

/** The same without the time zone, and without the year while it is this one: for tables. */
export const brief = (sec: number): string =>
	new Intl.DateTimeFormat(undefined, {
		day: "numeric",
		month: "short",
		...(new Date(sec * 1000).getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }),
		hour: "2-digit",
		minute: "2-digit",
	}).format(sec * 1000);
/** The reader's time zone, as people call it. */
export const timeZone = (): string =>
	new Intl.DateTimeFormat(undefined, { timeZoneName: "long" })
		.formatToParts()
		.find(({ type }) => type === "timeZoneName")?.value ?? "your own";

const units = [
	["year", 31_536_000],
	["month", 2_592_000],
	["day", 86_400],
	["hour", 3_600],
	["minute", 60],
	["second", 1],
] as const;
/** How far away a point in time is: `in 3 days`, `2 hours ago`. */
export function fromNow(sec: number, nowSec = Date.now() / 1000): string {
	const away = sec - nowSec;
	const [unit, size] = units.find(([, one]) => Math.abs(away) >= one) ?? ["second", 1];
	return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.trunc(away / size), unit);
}

export const short = (hex: string, head = 6, tail = 4): string => `${hex.slice(0, head)}…${hex.slice(-tail)}`;
export const isAddress = (text: string): boolean => /^0x[0-9a-fA-F]{40}$/.test(text);
export const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
