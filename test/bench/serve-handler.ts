// The claims function behind a plain HTTP server, one event a request, as API Gateway gives them: PORT. /noop answers 202
// and does nothing; /lambda takes wake-ups.
import { createServer } from "node:http";
import { handler } from "../../functions/handlers/claims.ts";
import type { Reply } from "../../functions/handlers/middleware/reply.ts";
import { anEvent, call } from "../given/http.ts";

createServer((request, response) => {
	const parts: Buffer[] = [];
	request.on("data", (part: Buffer) => parts.push(part));
	request.on("end", async () => {
		const path = request.url ?? "/";
		const body = Buffer.concat(parts).toString();
		const event = anEvent(request.method ?? "GET", path, { body });
		const reply: Reply =
			path === "/noop" || path.startsWith("/lambda")
				? { statusCode: 202, headers: {}, body: "" }
				: await call(handler, event);
		response.writeHead(reply.statusCode, reply.headers).end(reply.body);
	});
}).listen(Number(process.argv[2]), "127.0.0.1");
