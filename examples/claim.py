"""Claims what a token owes to a holder who has no ETH, and follows the claim to its end.

pip install eth-account
API=https://… TOKEN=openlm TOKEN_ADDRESS=0x… CHAIN_ID=1 KEY=0x… python3 claim.py
"""
import json
import os
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from eth_account import Account

API, TOKEN, KEY = (os.environ[name] for name in ("API", "TOKEN", "KEY"))
TOKEN_ADDRESS, CHAIN_ID = os.environ["TOKEN_ADDRESS"].lower(), int(os.environ["CHAIN_ID"])
FINAL = ("settled", "refused", "failed")


def ask(path, body=None):
    """The reply, and the seconds after which to ask again; a refusal ends the program with its code."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(API + path, data, {"content-type": "application/json"})) as reply:
            return json.load(reply), int(reply.headers.get("retry-after") or 2)
    except HTTPError as error:
        sys.exit(error.read().decode())


holder = Account.from_key(KEY)
quote, _ = ask(f"/v1/tokens/{TOKEN}/holders/{holder.address}?route=on-behalf")
if "typedData" not in quote:
    sys.exit(f"nothing to claim: {quote.get('code') or quote.get('openClaimId')}")

# What is signed has to be about the token that you know, whatever the relay says.
typed_data = quote["typedData"]
domain, message = typed_data["domain"], typed_data["message"]
assert typed_data["primaryType"] == "ClaimConsent"
assert domain["chainId"] == CHAIN_ID and domain["verifyingContract"].lower() == TOKEN_ADDRESS
assert message["account"] == holder.address and message["token"].lower() == TOKEN_ADDRESS

# eth-account wants integers as such; the API has them as strings, since JSON can't hold them.
numbers = {**message, **{name: int(message[name]) for name in ("nonce", "deadline")}, "ids": [int(one) for one in message["ids"]]}
signature = holder.sign_typed_data(full_message={**typed_data, "message": numbers}).signature.hex()
order = {"token": TOKEN, "chainId": CHAIN_ID, "route": "on-behalf", "consent": message}
claim, wait = ask("/v1/claims", {**order, "signature": "0x" + signature.removeprefix("0x")})

seen = None
while True:
    if claim["state"] != seen:
        seen = claim["state"]
        print(claim["id"], seen, claim.get("code", ""))
    if seen in FINAL:
        break
    time.sleep(wait)
    claim, wait = ask(f"/v1/claims/{claim['id']}")
sys.exit(0 if seen == "settled" else 1)
