import type { DialectName } from "../../../core/dialect-name.ts";
import type { Chain } from "../../../core/ports/chain.ts";
import type { Dialect } from "../../../core/ports/dialect.ts";
import type { Token } from "../../../core/stage.ts";
import { referenceDialect } from "./erc7641-reference.ts";
import { imoRelayDialect } from "./imo-relay.ts";
import { oraDialect } from "./ora.ts";

const drivers = {
	"imo-relay": imoRelayDialect,
	"erc7641-reference": referenceDialect,
	ora: oraDialect,
} satisfies Record<DialectName, (chain: Chain, token: Token) => Dialect>;

/** A token's dialect by its name. */
export const openDialect = (name: DialectName, chain: Chain, token: Token): Dialect => drivers[name](chain, token);
