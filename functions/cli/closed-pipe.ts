/** Whoever reads what the tool prints may have seen enough (`| head`): then it ends, and says nothing of it. */
export function endWhenNobodyReads(): void {
	for (const stream of [process.stdout, process.stderr])
		stream.on("error", (error: NodeJS.ErrnoException) => {
			if (error.code !== "EPIPE") throw error;
			process.exit();
		});
}
