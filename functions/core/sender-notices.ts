/** Told wherever a stage file names Defender. */
export const DEFENDER_NOTICE =
	'OpenZeppelin\'s hosted Defender ended on 1 July 2026, and its keys could not be exported. The sender "defender" works only with a service of your own that speaks its API (url); move the lane to "kms" or "openzeppelin-relayer": docs/runbook.md, Moving from Defender';

type Sender =
	| { kind: "local"; key: string }
	| { kind: "kms" }
	| { kind: "openzeppelin-relayer"; apiKey: string }
	| { kind: "defender"; apiKey: string; apiSecret: string };

/** The references to secrets that a sender of the stage file needs. */
export function secretsOf(sender: Sender): string[] {
	if (sender.kind === "local") return [sender.key];
	if (sender.kind === "openzeppelin-relayer") return [sender.apiKey];
	return sender.kind === "defender" ? [sender.apiKey, sender.apiSecret] : [];
}

/** What whoever deploys or starts a stage has to be told of its senders. */
export const senderNotices = (lanes: readonly { id: string; sender: { kind: string } }[]): string[] =>
	lanes.flatMap(({ id, sender: { kind } }) => (kind === "defender" ? [`lane ${id}: ${DEFENDER_NOTICE}`] : []));
