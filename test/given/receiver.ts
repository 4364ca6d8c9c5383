import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}
/** An HTTP server that keeps what it is sent, and answers as it is told. */
export interface Receiver {
	url: string;
	received: Received[];
	/** Status and headers of each further answer; undefined: none at all. */
	answer: { status: number; headers?: Record<string, string>; body?: string } | undefined;
	stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on("data", (part: Buffer) => parts.push(part));
		request.on("end", () => {
			const body = Buffer.concat(parts).toString();
			receiver.received.push({ path: request.url ?? "/", headers: request.headers, body });
			const { answer } = receiver;
			if (answer) response.writeHead(answer.status, answer.headers).end(answer.body ?? "");
			else request.socket.destroy();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const receiver: Receiver = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received: [],
		answer: { status: 204 },
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
	return receiver;
}
