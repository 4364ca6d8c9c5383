import { useEffect } from "preact/hooks";
import { usePoll } from "../use-poll.ts";
import type { Connection } from "../use-wallet.ts";
import type { Revenue, Snapshots, Token } from "../wire-types.ts";
import { wordsFor } from "../words.ts";
import { Hero } from "./hero.tsx";
import { Notice } from "./notice.tsx";
import { Offering } from "./offering.tsx";
import { RevenuePlot } from "./revenue-plot.tsx";
import { SnapshotList } from "./snapshots.tsx";
import { Yours } from "./yours.tsx";

const TOKEN_MS = 12_000;
const HISTORY_MS = 30_000;

interface Props {
	id: string;
	holder: string | undefined;
	connection: Connection;
	look: (address: string | undefined) => void;
}

/** One token with all that is known of it. */
export function TokenView({ id, holder, connection, look }: Props) {
	const path = `/v1/tokens/${id}`;
	const { value: token, trouble } = usePoll<Token>(path, TOKEN_MS);
	const { value: revenue } = usePoll<Revenue>(`${path}/revenue?limit=24`, HISTORY_MS);
	const { value: snapshots } = usePoll<Snapshots>(`${path}/snapshots?limit=5`, HISTORY_MS);
	const name = token?.model?.name ?? token?.name;
	useEffect(() => {
		if (name) document.title = `${name}: revenue share`;
	}, [name]);
	if (!token)
		return trouble ? (
			<Notice kind="trouble">{wordsFor(trouble)}</Notice>
		) : (
			<p class="opening" role="status">
				Reading the ledger…
			</p>
		);
	const lastTakenAtSec = snapshots?.snapshots[0]?.takenAtSec;
	return (
		<>
			{trouble ? <Notice kind="trouble">{wordsFor(trouble)}</Notice> : null}
			<Hero token={token} {...(revenue ? { revenue } : {})} {...(lastTakenAtSec ? { lastTakenAtSec } : {})} />
			<div class="columns">
				<div class="first">
					<Yours token={token} holder={holder} connection={connection} look={look} />
					{token.offering ? <Offering token={token} connection={connection} holder={holder} /> : null}
				</div>
				<div class="second">
					{revenue ? <RevenuePlot token={token} revenue={revenue} /> : null}
					{snapshots ? <SnapshotList token={token} snapshots={snapshots.snapshots} /> : null}
				</div>
			</div>
		</>
	);
}
