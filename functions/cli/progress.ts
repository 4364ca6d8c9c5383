const WIDTH = 24;

export interface Progress {
	/** So much of the whole is done. */
	at(done: number): void;
	end(): void;
}

/** A bar on stderr while long work goes on; only on a terminal. */
export function progress(label: string, total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
	if (!stream.isTTY || total <= 0) return { at: () => undefined, end: () => undefined };
	return {
		at: (done) => {
			const part = Math.min(1, Math.max(0, done / total));
			const full = Math.round(part * WIDTH);
			const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
			stream.write(`\r${label} ${bar} ${String(Math.floor(part * 100)).padStart(3)} %`);
		},
		end: () => void stream.write("\r\u001b[K"),
	};
}
