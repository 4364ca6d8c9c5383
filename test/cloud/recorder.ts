import { appendFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server, request as send } from "node:http";

/** One call that a function made to AWS, as it went over the wire. */
export interface Call {
	/** The access key of the function's role. */
	accessKey: string;
	service: string;
	/** Of AWS JSON services; of Lambda: `Invoke`. */
	action: string;
	path: string;
	body: string;
	status: number;
	reply: string;
}
export interface Front {
	port: number;
	stop(): Promise<void>;
}

/** Passes everything on to `target`; with a file, writes each signed call to it, one JSON a line. */
export async function startFront(
	target: number,
	{ host, file, port = 0 }: { host?: string; file?: string; port?: number },
): Promise<Front> {
	const server: Server = createServer((incoming, outgoing) => {
		const parts: Buffer[] = [];
		incoming.on("data", (part: Buffer) => parts.push(part));
		incoming.on("end", () => {
			const body = Buffer.concat(parts);
			const headers = { ...incoming.headers, ...(host ? { host } : {}) };
			const onward = send(
				{ port: target, host: "127.0.0.1", method: incoming.method, path: incoming.url, headers },
				(reply) => {
					const answer: Buffer[] = [];
					reply.on("data", (part: Buffer) => answer.push(part));
					reply.on("end", () => {
						const text = Buffer.concat(answer);
						if (file) record(file, incoming.headers, incoming.url ?? "/", body, reply.statusCode ?? 0, text);
						outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
						outgoing.end(text);
					});
				},
			);
			onward.on("error", () => outgoing.writeHead(502).end());
			onward.end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	return {
		port: (server.address() as { port: number }).port,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}

function record(
	file: string,
	headers: IncomingHttpHeaders,
	path: string,
	body: Buffer,
	status: number,
	reply: Buffer,
): void {
	const [, accessKey, service] =
		/Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(String(headers.authorization ?? "")) ?? [];
	if (!accessKey || !service) return;
	const target = String(headers["x-amz-target"] ?? "")
		.split(".")
		.at(-1);
	const call: Call = {
		accessKey,
		service,
		action: target || (/\/functions\/.*\/invocations/.test(path) ? "Invoke" : path),
		path: decodeURIComponent(path),
		body: body.toString(),
		status,
		reply: reply.toString(),
	};
	appendFileSync(file, `${JSON.stringify(call)}\n`);
}
