/** What the forwarder itself uses for a request at a first nonce (signature, nonce, event, calldata), measured 52k. */
const REQUEST_OVERHEAD_GAS = 62_000n;
/** What a batch uses besides its requests. */
export const BATCH_OVERHEAD_GAS = 60_000n;

/** What a request of so much gas needs in a batch at worst; EIP-150 keeps 1/64 back from the inner call. */
export const requestGas = (gas: bigint): bigint => (gas * 64n) / 63n + 1n + REQUEST_OVERHEAD_GAS;
