import type { Hex } from "../../../core/hex.ts";
import type { Chain } from "../../../core/ports/chain.ts";
import type { Dialect } from "../../../core/ports/dialect.ts";
import { snapshotToken as abi } from "../../../core/snapshot-token.ts";
import type { Token } from "../../../core/stage.ts";
import { foreignDialect } from "./foreign.ts";
import { returnedOf } from "./reads.ts";

/** Only so many of the latest snapshots can be claimed. */
const CLAIMABLE = 2n;

/** ORA's IMO token: snapshots are spaced in seconds, and each one expires the one before the last. */
export function oraDialect(chain: Chain, token: Token): Dialect {
	const to = token.address;
	return foreignDialect(chain, token, {
		name: "ora",
		lookBack: Number(CLAIMABLE),
		spacing: async ({ currentSnapshotId, head }) => {
			const results = await chain.calls(
				[
					{ to, data: abi.encode("lastSnapshotTimestamp", []) },
					{ to, data: abi.encode("snapshotInterval", []) },
				],
				head.number,
			);
			const [last, interval] = results.map(returnedOf);
			const lastSec = Number(abi.decode("lastSnapshotTimestamp", last as Hex)[0]);
			const intervalSec = Number(abi.decode("snapshotInterval", interval as Hex)[0]);
			return {
				nextSnapshotAtSec: lastSec + intervalSec + 1,
				// It counts from its deployment at first.
				lastSnapshotAtSec: currentSnapshotId === 0n ? 0 : lastSec,
			};
		},
		expiryOf: (snapshotId) => ({ expiresAtSec: 0, expiresWithSnapshot: snapshotId + CLAIMABLE }),
		expiring: (currentSnapshotId) => (currentSnapshotId >= CLAIMABLE ? [currentSnapshotId + 1n - CLAIMABLE] : []),
	});
}
