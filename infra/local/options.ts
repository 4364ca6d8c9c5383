import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface Options {
	once: boolean;
	report?: string;
	stageFile?: string;
	port?: number;
	data?: string;
	verbose: boolean;
}
export const USAGE = `usage: npm start -- [--once [--report FILE]] [--port N] [--verbose]
       npm start -- --stage-file FILE [--port N] [--data DIR] [--verbose]

  --once             run one whole cycle, check every payment against the chain, and exit
  --report FILE      write what happened as JSON
  --stage-file FILE  serve the chains, tokens and lanes of FILE; deploy nothing, invent no revenue
  --data DIR         keep the table in DIR instead of in memory
  --port N           the HTTP API's port (3000, or a free one)
  --verbose          print every line of every process`;

/** Reads the command line; throws what is wrong with it. */
export function readOptions(args: readonly string[]): Options {
	const { values } = parseArgs({
		args: [...args],
		options: {
			once: { type: "boolean", default: false },
			report: { type: "string" },
			"stage-file": { type: "string" },
			port: { type: "string" },
			data: { type: "string" },
			verbose: { type: "boolean", default: false },
		},
	});
	const { once, report, "stage-file": stageFile, port, data, verbose } = values;
	if (report !== undefined && !once) throw new Error("--report goes with --once");
	if (once && stageFile !== undefined)
		throw new Error("--once invents revenue on a chain of its own: not with --stage-file");
	if (data !== undefined && stageFile === undefined)
		throw new Error(
			"--data goes with --stage-file: without it each start has a new chain, which old claims are not about",
		);
	if (port !== undefined && !(Number(port) > 0 && Number(port) < 65536)) throw new Error(`--port ${port}: not a port`);
	return {
		once,
		verbose,
		...(report === undefined ? {} : { report: resolve(report) }),
		...(stageFile === undefined ? {} : { stageFile: resolve(stageFile) }),
		...(port === undefined ? {} : { port: Number(port) }),
		...(data === undefined ? {} : { data: resolve(data) }),
	};
}
