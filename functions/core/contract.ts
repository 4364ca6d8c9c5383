import type {
	Abi,
	AbiParameter,
	AbiParametersToPrimitiveTypes,
	AbiParameterToPrimitiveType,
	ExtractAbiEvent,
	ExtractAbiFunction,
} from "abitype";
import { Interface, type InterfaceAbi, type Result } from "ethers";
import type { Address, Hex } from "./hex.ts";

declare module "abitype" {
	interface Register {
		bigIntType: bigint;
		intType: bigint;
	}
}

type Functions<A extends Abi> = Extract<A[number], { type: "function" }>["name"];
type Events<A extends Abi> = Extract<A[number], { type: "event" }>["name"];
type Inputs<A extends Abi, N extends string> = AbiParametersToPrimitiveTypes<ExtractAbiFunction<A, N>["inputs"]>;
type Outputs<A extends Abi, N extends string> = AbiParametersToPrimitiveTypes<
	ExtractAbiFunction<A, N>["outputs"],
	"outputs"
>;
type Named<P extends AbiParameter> = { [One in P as One["name"] & string]: AbiParameterToPrimitiveType<One> };
type EventArgs<A extends Abi, N extends string> = Named<ExtractAbiEvent<A, N>["inputs"][number]>;

/** One log entry as a node gives it. */
export interface Log {
	address: Address;
	topics: readonly Hex[];
	data: Hex;
	blockNumber: number;
	blockHash: Hex;
	transactionHash: Hex;
	logIndex: number;
}

/** Encodes and decodes by a generated ABI, typed; pure. */
export function contract<const A extends Abi>(abi: A) {
	// Made when first needed: a cold start needs few of them.
	let made: Interface | undefined;
	const codec = (): Interface => {
		made ??= new Interface(abi as unknown as InterfaceAbi);
		return made;
	};
	return {
		selector: (name: Functions<A>): Hex => fragment(codec().getFunction(name)?.selector, name),
		topic: (name: Events<A>): Hex => fragment(codec().getEvent(name)?.topicHash, name),
		encode: <N extends Functions<A>>(name: N, args: Inputs<A, N>): Hex =>
			codec().encodeFunctionData(name, args as readonly unknown[]) as Hex,
		/** The outputs, in order; throws when `returned` is too short (no contract there). */
		decode: <N extends Functions<A>>(name: N, returned: Hex): Outputs<A, N> =>
			plain(codec().decodeFunctionResult(name, returned)) as Outputs<A, N>,
		/** The arguments of each log that is this event, with its log. What only looks like it is left out: anybody may log anything. */
		events: <N extends Events<A>>(name: N, logs: readonly Log[]): { args: EventArgs<A, N>; log: Log }[] => {
			const topic = codec().getEvent(name)?.topicHash;
			return logs
				.filter((log) => log.topics[0] === topic)
				.flatMap((log) => {
					try {
						return [{ args: codec().decodeEventLog(name, log.data, log.topics).toObject() as EventArgs<A, N>, log }];
					} catch {
						return [];
					}
				});
		},
		/** The name of the custom error that `revertBytes` begin with, if this ABI knows it; never throws: anybody may revert with anything. */
		errorName: (revertBytes: Hex): string | undefined =>
			revertBytes.length >= 10 ? codec().getError(revertBytes.slice(0, 10))?.name : undefined,
	};
}

function fragment(value: string | undefined, name: string): Hex {
	if (value === undefined) throw new Error(`the ABI has no ${name}`);
	return value as Hex;
}

// ethers' Result is a proxy that throws late; a plain array behaves as the types say.
function plain(result: Result): unknown[] {
	return result.map((item: unknown) => (isResult(item) ? structure(item) : item));
}
const isResult = (item: unknown): item is Result => Array.isArray(item) && "toObject" in item;
/** A struct as an object, a list as an array: only a struct's items have names. */
function structure(item: Result): unknown {
	try {
		const named = item.toObject();
		const names = Object.keys(named);
		return names.length === item.length && names.every((name) => /^[a-z]/i.test(name)) && item.length > 0
			? named
			: plain(item);
	} catch {
		return plain(item);
	}
}
