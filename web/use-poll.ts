import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { get } from "./service.ts";

export interface Polled<T> {
	value?: T;
	/** Why the last question had no answer; `value` is then the one before. */
	trouble?: Error;
	/** Asks at once; the answer is shown when it is over. */
	refresh(): Promise<void>;
}
const SLOWEST_MS = 30_000;

/** Asks for a path again and again while the page is looked at; the slower, the longer it fails. */
export function usePoll<T>(path: string | undefined, everyMs: number): Polled<T> {
	const [state, setState] = useState<{ path?: string; value?: T; trouble?: Error }>({});
	const again = useRef<() => Promise<void>>(async () => undefined);
	const refresh = useCallback(() => again.current(), []);
	useEffect(() => {
		if (path === undefined) return;
		let isOver = false;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let failures = 0;
		const look = async (): Promise<void> => {
			clearTimeout(timer);
			try {
				const value = await get<T>(path);
				failures = 0;
				if (!isOver) setState({ path, value });
			} catch (error) {
				failures++;
				if (!isOver) setState((before) => ({ ...(before.path === path ? before : { path }), trouble: error as Error }));
			}
			if (isOver) return;
			timer = setTimeout(wait, Math.min(everyMs * 2 ** Math.min(failures, 3), Math.max(everyMs, SLOWEST_MS)));
		};
		const wait = (): void => {
			if (document.hidden) return; // looked at again: see below
			void look();
		};
		const seen = (): void => {
			if (!document.hidden) void look();
		};
		again.current = look;
		document.addEventListener("visibilitychange", seen);
		window.addEventListener("online", seen);
		void look();
		return () => {
			isOver = true;
			clearTimeout(timer);
			document.removeEventListener("visibilitychange", seen);
			window.removeEventListener("online", seen);
		};
	}, [path, everyMs]);
	// What was asked for under another path is not shown under this one.
	const { value, trouble } = state.path === path ? state : {};
	return { ...(value === undefined ? {} : { value }), ...(trouble ? { trouble } : {}), refresh };
}
