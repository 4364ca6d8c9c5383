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
	return listening(server);
}

/** A function as Lambda's own API invokes it, whichever name is called; and what was called. */
export async function serveFunction(
	handler: (event: unknown) => Promise<unknown>,
): Promise<{ url: string; asked: string[]; stop(): Promise<void> }> {
	const asked: string[] = [];
	const server = createServer(async (request, response) => {
		asked.push(request.url ?? "");
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part);
		const reply = await handler(JSON.parse(Buffer.concat(parts).toString()));
		response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
	});
	return { ...(await listening(server)), asked };
}

async function listening(server: Server): Promise<{ url: string; stop(): Promise<void> }> {
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
