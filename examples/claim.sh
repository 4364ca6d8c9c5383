#!/usr/bin/env bash
# Claims what a token owes to a holder who has no ETH, and follows the claim to its end, with curl, Foundry's cast and node:
#   API=https://… TOKEN=openlm HOLDER=0x… KEY=0x… bash claim.sh
set -euo pipefail
quote=$(curl -sf "$API/v1/tokens/$TOKEN/holders/$HOLDER?route=on-behalf")
pick() { node -e 'let o = JSON.parse(process.argv[1]); for (const key of process.argv.slice(2)) o = o?.[key]; console.log(o === undefined ? "" : typeof o === "string" ? o : JSON.stringify(o))' "$@"; }

typed_data=$(pick "$quote" typedData)
[ -n "$typed_data" ] || { echo "nothing to claim: $(pick "$quote" code) $(pick "$quote" openClaimId)"; exit 0; }
# Look at what you sign: the consent names the token, the account and the snapshots, and can only pay the account.
signature=$(cast wallet sign --private-key "$KEY" --data "$typed_data")
claim=$(curl -sf "$API/v1/claims" -H 'content-type: application/json' -d "{ \"token\": \"$TOKEN\", \"route\": \"on-behalf\",
	\"chainId\": $(pick "$typed_data" domain chainId), \"consent\": $(pick "$typed_data" message), \"signature\": \"$signature\" }")
id=$(pick "$claim" id)

while state=$(pick "$claim" state); do
	echo "$id $state"
	case $state in settled | refused | failed) break ;; esac
	sleep 2 # Retry-After says so
	claim=$(curl -sf "$API/v1/claims/$id")
done
[ "$state" = settled ]
