/** Asks for each key once, however often it is wanted while one answer is made. */
export function onceEach<Key, Value>(ask: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
	const asked = new Map<Key, Promise<Value>>();
	return (key) => {
		const known = asked.get(key) ?? ask(key);
		asked.set(key, known);
		return known;
	};
}
