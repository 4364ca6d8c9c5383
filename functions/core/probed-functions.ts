import { Interface, id } from "ethers";
import type { Address, Hex } from "./hex.ts";

/** An address without a key; it may hold tokens that were thrown away. */
export const STRANGER: Address = "0x000000000000000000000000000000000000dEaD";

/** What a probe asks for, and with which arguments: harmless ones, as all of it is only simulated. */
const asked = {
	claimableRevenue: ["claimableRevenue(address,uint256)", STRANGER, 1n],
	claim: ["claim(uint256)", 0n],
	snapshot: ["snapshot()"],
	redeemableOnBurn: ["redeemableOnBurn(uint256)", 0n],
	burn: ["burn(uint256)", 1n],
	claimBatch: ["claimBatch(uint256[])", [0n]],
	totalSupplyAt: ["totalSupplyAt(uint256)", 0n],
	percentClaimable: ["percentClaimable()"],
	snapshotInterval: ["snapshotInterval()"],
	lastSnapshotTimestamp: ["lastSnapshotTimestamp()"],
	lastSnapshotBlock: ["lastSnapshotBlock()"],
	claimableNumber: ["SNAPSHOT_CLAIMABLE_NUMBER()"],
	currentSnapshotId: ["currentSnapshotId()"],
	snapshotInfo: ["snapshotInfo(uint256)", 0n],
	pendingRevenue: ["pendingRevenue(address)", "0x0000000000000000000000000000000000000000"],
	nextSnapshotAt: ["nextSnapshotAt()"],
	claimForMany: ["claimForMany(address[],uint256[])", [], []],
	claimOfUser: ["claim(address)", STRANGER],
	claimableERC20: ["claimableERC20(address,uint256,address)", STRANGER, 1n, STRANGER],
	assets: ["assets()"],
	trustedForwarder: ["trustedForwarder()"],
	isTrustedForwarder: ["isTrustedForwarder(address)", STRANGER],
	multicall: ["multicall(bytes[])", []],
	erc165: ["supportsInterface(bytes4)", "0xed7b2e4e"],
	/** Nobody's: what answers this answers anything. */
	control: ["imoRelayProbesWhetherAnythingAnswers()"],
} as const satisfies Record<string, readonly [string, ...unknown[]]>;
export type ProbedFunction = keyof typeof asked;
export const PROBED = Object.keys(asked) as ProbedFunction[];

const selectorOf = (name: ProbedFunction): Hex => id(asked[name][0]).slice(0, 10) as Hex;

/** The call that asks for a function. */
export function probeCall(name: ProbedFunction, ...instead: readonly unknown[]): Hex {
	const [signature, ...harmless] = asked[name] as readonly [string, ...unknown[]];
	const codec = new Interface([`function ${signature}`]);
	return codec.encodeFunctionData(signature, instead.length > 0 ? instead : harmless) as Hex;
}

/** Whether the code compares a call's selector with this function's. */
export const namesSelector = (code: Hex, name: ProbedFunction): boolean =>
	// As PUSH4 has it; leading zeros of a selector are not pushed.
	code.toLowerCase().includes(pushOf(selectorOf(name)));

function pushOf(selector: Hex): string {
	const digits = selector.slice(2).replace(/^(00)+/, "");
	return (0x5f + digits.length / 2).toString(16) + digits;
}
