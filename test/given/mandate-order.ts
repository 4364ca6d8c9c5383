import type { HDNodeWallet, Wallet } from "ethers";
import { mandateBody } from "../../functions/api.ts";
import { acceptMandate, type MandateOrder } from "../../functions/app/accept-mandate.ts";
import { describeMandate } from "../../functions/app/describe-mandate.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { StoredMandate } from "../../functions/core/mandate.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";

/** What a holder posts once: the mandate, and the EIP-7702 authorization that it asks for, signed; `wrong` changes the latter. */
export async function mandateOrder(
	ports: Ports,
	tokenId: string,
	holder: HDNodeWallet | Wallet,
	wrong: { nonce?: number; chainId?: number } = {},
): Promise<MandateOrder> {
	const quote = await describeMandate(ports, tokenId, holder.address as Address);
	const { EIP712Domain: _domain, ...types } = quote.typedData.types;
	const { domain, message: mandate } = quote.typedData;
	const signature = await holder.signTypedData(domain, types, mandate);
	const wanted = quote.authorization && { ...quote.authorization, ...wrong };
	const authorization = wanted && { ...wanted, signature: holder.authorizeSync(wanted).signature.serialized };
	const order = { token: tokenId, chainId: domain.chainId, mandate, signature };
	return mandateBody.parse({ ...order, ...(authorization ? { authorization } : {}) });
}

/** The same, and it is taken. */
export const giveMandate = async (...[ports, ...given]: Parameters<typeof mandateOrder>): Promise<StoredMandate> =>
	acceptMandate(ports, await mandateOrder(ports, ...given));
