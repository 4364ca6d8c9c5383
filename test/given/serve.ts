import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { anEvent, call } from "./http.ts";

/** A handler of the API behind a plain HTTP server, one event a request, as API Gateway gives them. */
export async function serve(handler: unknown): Promise<{ url: string; stop(): Promise<void> }> {
	const server: Server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on("data", (part: Buffer) => parts.push(part));
		request.on("end", async () => {
			const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
			const reply = await call(
				handler,
				anEvent(request.method ?? "GET", pathname, {
					body: Buffer.concat(parts).toString(),
					headers: request.headers,
					queryStringParameters: Object.fromEntries(searchParams),
				}),
			);
			response.writeHead(reply.statusCode, reply.headers).end(reply.body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
