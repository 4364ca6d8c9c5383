import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

const DOCS = join(import.meta.dirname, "../../docs/webhooks.md");

/** The example of a language in docs/webhooks.md. */
export const exampleIn = (language: string): string =>
	new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readFileSync(DOCS, "utf8"))?.[1] ?? "";

const source = stripTypeScriptTypes(exampleIn("typescript"));
const documented = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
	verify(headers: Record<string, string | undefined>, body: string, secret: string, nowSec?: number): boolean;
};

/** Checks a webhook as docs/webhooks.md tells its readers to. */
export const verifyWebhook = (headers: IncomingHttpHeaders, body: string, secret: string, nowSec?: number): boolean =>
	documented.verify(headers as Record<string, string>, body, secret, nowSec);
