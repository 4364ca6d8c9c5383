import { wirePage } from "../wire.ts";
import { file } from "./middleware/file.ts";
import { type Event, http } from "./middleware/http.ts";

const { files, log } = wirePage();

const route = (method: "GET", path: string, nameOf: (event: Event) => string) => ({
	method,
	path,
	handler: (event: Event) => file(files, nameOf(event), event.headers),
});

export const handler = http(
	[
		route("GET", "/", () => "index.html"),
		route("GET", "/openapi.json", () => "openapi.json"),
		route("GET", "/assets/{name}", ({ pathParameters }) => `assets/${pathParameters?.name}`),
	],
	log,
);
