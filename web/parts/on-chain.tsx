import { short } from "../format.ts";

interface Props {
	kind: "address" | "tx" | "block";
	id: string | number;
	explorerUrl: string | undefined;
	children?: string;
}

/** Something on the chain, as a link to the explorer where the operator has named one. */
export function OnChain({ kind, id, explorerUrl, children }: Props) {
	const text = children ?? (typeof id === "string" ? short(id) : `block ${id}`);
	const shown = typeof id === "string" ? <code title={id}>{text}</code> : text;
	if (!explorerUrl || !/^https?:\/\//.test(explorerUrl)) return <span>{shown}</span>;
	return (
		<a href={`${explorerUrl.replace(/\/$/, "")}/${kind}/${id}`} target="_blank" rel="noreferrer">
			{shown}
		</a>
	);
}
