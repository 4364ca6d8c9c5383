/** One thing that was looked at, and how it is; `remedy` says what to do about it. */
export interface Finding {
	check: "config" | "node" | "token" | "lane" | "contract" | "function" | "stack";
	subject: string;
	status: "pass" | "warn" | "fail" | "skip";
	detail: string;
	remedy?: string;
}
export const isBad = ({ status }: Finding): boolean => status === "fail";
