import type { ComponentChildren } from "preact";

/** Something that the reader has to know; `trouble` is read out at once. */
export function Notice({
	kind = "note",
	children,
}: {
	kind?: "note" | "trouble" | "good";
	children: ComponentChildren;
}) {
	return (
		<div class={`notice ${kind}`} role={kind === "trouble" ? "alert" : "status"}>
			{children}
		</div>
	);
}
