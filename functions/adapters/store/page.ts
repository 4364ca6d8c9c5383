/** One page of what is held in memory, newest first, and where the next one starts; `name` is what the items are called. */
export function page<T, K extends string>(
	all: T[],
	keyOf: (item: T) => string,
	limit: number,
	after: string | undefined,
	name: K,
) {
	const sorted = all
		.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))
		.filter((item) => after === undefined || keyOf(item) < after);
	const items = sorted.slice(0, limit);
	const last = items.at(-1);
	return { [name]: structuredClone(items), ...(sorted.length > limit && last ? { next: keyOf(last) } : {}) } as {
		[P in K]: T[];
	} & { next?: string };
}
