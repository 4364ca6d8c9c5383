// A vector of the Standard Webhooks specification's own libraries.
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
export const BODY = '{"test": 2432232314}';
export const AT_SEC = 1_614_265_330;
export const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

export const headers = (given: object = {}) => ({
	"webhook-id": ID,
	"webhook-timestamp": String(AT_SEC),
	"webhook-signature": SIGNATURE,
	...given,
});
const LATE = AT_SEC + 301;
/** What is checked, at which second, and whether it holds. */
export const cases: [string, object, string, number, boolean][] = [
	["what was signed", {}, BODY, AT_SEC + 299, true],
	["one of two signatures", { "webhook-signature": `v1,AAAA ${SIGNATURE}` }, BODY, AT_SEC, true],
	["another body", {}, `${BODY} `, AT_SEC, false],
	["another id", { "webhook-id": "msg_other" }, BODY, AT_SEC, false],
	["another time", { "webhook-timestamp": String(AT_SEC + 1) }, BODY, AT_SEC, false],
	["what is too old", {}, BODY, LATE, false],
	["no time", { "webhook-timestamp": "soon" }, BODY, AT_SEC, false],
	["no signature", { "webhook-signature": "" }, BODY, AT_SEC, false],
];
