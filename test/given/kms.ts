import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { secp256k1 } from "@noble/curves/secp256k1";
import { bodyOf } from "./body-of.ts";

export interface FakeKms {
	endpoint: string;
	/** The actions that were asked for, in order. */
	asked: string[];
	/** Answers the next request with this error instead. */
	failNext(type: string, status: number): void;
	stop(): Promise<void>;
}

/** What comes before the point in a SubjectPublicKeyInfo of this curve. */
const SPKI = Buffer.from("3056301006072a8648ce3d020106052b8104000a034200", "hex");
const tlv = (tag: string, body: string): string => `${tag}${(body.length / 2).toString(16).padStart(2, "0")}${body}`;
/** A DER integer is signed, and as short as it can be. */
function integer(value: bigint): string {
	const digits = value.toString(16);
	const whole = digits.padStart(digits.length + (digits.length % 2), "0");
	return tlv("02", Number.parseInt(whole.slice(0, 2), 16) > 127 ? `00${whole}` : whole);
}

/**
 * What a lane asks of AWS KMS, over its wire protocol (AWS JSON 1.1). As the real one it signs differently each time, in
 * DER; `s` is high every other time.
 */
export async function startKms({ keySpec = "ECC_SECG_P256K1" } = {}): Promise<FakeKms> {
	const privateKey = secp256k1.utils.randomPrivateKey();
	const asked: string[] = [];
	const failures: { type: string; status: number }[] = [];
	let signed = 0;

	const actions: Record<string, (input: { KeyId: string; Message: string; MessageType: string }) => object> = {
		"TrentService.GetPublicKey": ({ KeyId }) => ({
			KeyId,
			KeySpec: keySpec,
			KeyUsage: "SIGN_VERIFY",
			PublicKey: Buffer.concat([SPKI, secp256k1.getPublicKey(privateKey, false)]).toString("base64"),
			SigningAlgorithms: ["ECDSA_SHA_256"],
		}),
		"TrentService.Sign": ({ KeyId, Message, MessageType }) => {
			const digest = Buffer.from(Message, "base64");
			if (MessageType !== "DIGEST" || digest.length !== 32) throw new Error("not a digest of 32 bytes");
			const { r, s } = secp256k1.sign(digest, privateKey, { lowS: true, extraEntropy: true });
			const der = tlv("30", integer(r) + integer(signed++ % 2 === 1 ? secp256k1.CURVE.n - s : s));
			return { KeyId, SigningAlgorithm: "ECDSA_SHA_256", Signature: Buffer.from(der, "hex").toString("base64") };
		},
	};
	const server: Server = createServer(async (request, response) => {
		const action = String(request.headers["x-amz-target"]);
		asked.push(action.replace("TrentService.", ""));
		const failure = failures.shift();
		response.setHeader("content-type", "application/x-amz-json-1.1");
		if (failure) {
			response.statusCode = failure.status;
			response.end(JSON.stringify({ __type: failure.type, message: "as the test wishes" }));
			return;
		}
		response.end(JSON.stringify(actions[action]?.(JSON.parse(await bodyOf(request))) ?? {}));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		failNext: (type, status) => void failures.push({ type, status }),
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
