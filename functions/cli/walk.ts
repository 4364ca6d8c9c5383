import { progress } from "./progress.ts";

/** Goes from block to block, as far as each step comes, with a bar on the terminal. */
export async function walk<T>(
	label: string,
	range: { fromBlock: number; toBlock: number },
	step: (range: { fromBlock: number; toBlock: number }) => Promise<{ found: T[]; lastBlock: { number: number } }>,
	stream: NodeJS.WriteStream = process.stderr,
): Promise<T[]> {
	const all: T[] = [];
	const { toBlock } = range;
	const bar = progress(label, toBlock - range.fromBlock + 1, stream);
	try {
		for (let { fromBlock } = range; fromBlock <= toBlock; ) {
			const { found, lastBlock } = await step({ fromBlock, toBlock });
			all.push(...found);
			if (lastBlock.number < fromBlock) throw new Error(`block ${fromBlock} could not be read`);
			fromBlock = lastBlock.number + 1;
			bar.at(fromBlock - range.fromBlock);
		}
	} finally {
		bar.end();
	}
	return all;
}
