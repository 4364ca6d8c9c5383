import type { DialectName } from "../../../core/dialect-name.ts";
import { Fault } from "../../../core/fault.ts";
import type { Chain } from "../../../core/ports/chain.ts";
import type { Dialect } from "../../../core/ports/dialect.ts";
import type { Token } from "../../../core/stage.ts";
import { referenceDialect } from "./erc7641-reference.ts";
import { imoRelayDialect } from "./imo-relay.ts";
import { oraDialect } from "./ora.ts";

/** A dialect is added here, with its name in core/dialect-name.ts and what gives it away in core/probe.ts. */
const drivers = {
	"imo-relay": imoRelayDialect,
	"erc7641-reference": referenceDialect,
	ora: oraDialect,
} satisfies Record<DialectName, (chain: Chain, token: Token) => Dialect>;

/** A token's dialect by its name. */
export const openDialect = (name: DialectName, chain: Chain, token: Token): Dialect => drivers[name](chain, token);

/** Of a token whose dialect is not known yet: it has no routes, and everything throws the fault `token_not_supported`. */
export function unknownDialect(token: Token): Dialect {
	const fail = (): never => {
		throw new Fault("token_not_supported", undefined, { token: token.id });
	};
	const reject = async (): Promise<never> => fail();
	return {
		routes: [],
		state: reject,
		snapshots: reject,
		due: reject,
		forwarderNonce: reject,
		consentNonce: reject,
		consentDomain: reject,
		paymentsIn: fail,
		inflows: reject,
		books: reject,
		history: reject,
		payments: reject,
		expiring: fail,
		snapshotCall: fail,
		snapshotTaken: fail,
	};
}
