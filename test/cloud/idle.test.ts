import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "@jest/globals";
import { NAMESPACE } from "../../functions/core/metric.ts";
import { parseStage } from "../../functions/stage-file.ts";
import { alarmsOf } from "../../infra/cloud/alarms.ts";
import { grants } from "../../infra/cloud/grants.ts";
import { eventually } from "../../infra/local/children.ts";
import { callersOf, callsOf } from "./calls.ts";
import { idleFigure, usdOf } from "./cost.ts";
import { figures } from "./figures.ts";
import { logLines, weighed } from "./log-lines.ts";
import type { Call } from "./recorder.ts";
import { clientOf, cloudStack } from "./stack.ts";

const stack = cloudStack();
const jobs = Object.keys(grants).filter((fn) => grants[fn]?.everyMinutes);
const ROUNDS = 3;

test("while there is nothing to do, each scheduled run ends well, and what it calls and logs is counted", async () => {
	const callers = await callersOf(stack);
	const lambda = new LambdaClient(clientOf(stack));
	const runs = new Map<string, Call[][]>(jobs.map((fn) => [fn, []]));
	const startedMs = Date.now();
	for (let round = 0; round < ROUNDS; round++)
		for (const fn of jobs) {
			const from = callsOf(stack).length;
			const Payload = new TextEncoder().encode("{}");
			const reply = await lambda.send(new InvokeCommand({ FunctionName: `${stack.name}-${fn}`, Payload }));
			expect([fn, reply.FunctionError]).toEqual([fn, undefined]);
			const own = callsOf(stack).slice(from);
			runs.get(fn)?.push(own.filter(({ accessKey }) => callers.get(accessKey) === fn));
		}
	lambda.destroy();
	// The first run has its way to find, and the schedule may fall into one of the others: the middle one counts.
	const middle = (of: Call[][]): Call[] => of.toSorted((a, b) => usdOf(a) - usdOf(b))[Math.floor(ROUNDS / 2)] as Call[];
	const own = Object.values(alarmsOf({ name: stack.name, stage: parseStage(stack.stageFile) }));
	const metrics = own.filter(({ namespace }) => namespace === NAMESPACE).length;
	const logged = new Map<string, number>();
	for (const fn of jobs) {
		const { bytes, runs: ended } = await eventually(`what ${fn} logged`, 10_000, async () => {
			const found = weighed(await logLines(stack, fn, startedMs));
			return found.runs >= ROUNDS ? found : undefined;
		});
		logged.set(fn, bytes / ended);
	}
	const counted = new Map([...runs].map(([fn, of]) => [fn, middle(of)]));
	figures([idleFigure({ runs: counted, logged, alarms: own.length, metrics })]);
}, 120_000);
