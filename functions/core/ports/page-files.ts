/** How a file of the page is packed on its way. */
export type Encoding = "br" | "gzip" | "identity";
/** One file of the built page. */
export interface PageFile {
	contentType: string;
	etag: string;
	/** Its name changes with its content, so whoever has it may keep it for good. */
	isImmutable: boolean;
	encodings: readonly Encoding[];
}

/** The built claim page; what is not part of it is not there, whatever lies beside it. */
export interface PageFiles {
	find(name: string): PageFile | undefined;
	/** The bytes of a file that `find` gave, packed so, as base64. */
	read(name: string, encoding: Encoding): Promise<string>;
}
