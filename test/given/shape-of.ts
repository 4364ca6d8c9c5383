/** What is printed without what differs from run to run: numbers, hashes, times, and how wide columns are for them. */
export const shapeOf = (printed: string): string[] =>
	printed
		.trim()
		.replace(/0x[0-9a-fA-F]+(…[0-9a-fA-F]+)?/g, "0x#")
		.replace(/\d+ (d|h|min|s)( \d+ (h|min|s))?\b/g, "DURATION")
		.replace(/\d+([.:-]\d+)*Z?/g, "#")
		.replace(/# (\w+?)s\b/g, "# $1")
		.replace(/, (up to date|# blocks? behind)/g, ", LAG")
		.split("\n")
		.map((line) => line.trim().replace(/ +/g, " "));
