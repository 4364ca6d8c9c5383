import { exactlyInUnit, sensibly } from "../format.ts";
import type { Unit } from "../wire-types.ts";

/** An amount with sensible digits; the exact one on hover, and for machines. */
export function Amount({ of, unit, bare = false }: { of: bigint | string; unit: Unit; bare?: boolean }) {
	const amount = BigInt(of);
	return (
		<data class="amount" value={amount.toString()} title={exactlyInUnit(amount, unit)}>
			{sensibly(amount, unit.decimals)}
			{bare ? null : <span class="unit"> {unit.symbol}</span>}
		</data>
	);
}
