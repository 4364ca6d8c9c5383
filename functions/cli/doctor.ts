import { examine } from "../app/operator/examine.ts";
import { type Config, ConfigError } from "../config.ts";
import { type Finding, isBad } from "../core/finding.ts";
import { CallError } from "../core/ports/call-function.ts";
import { parseStage, readConfig } from "../stage-file.ts";
import { wireLaptop } from "../wire-operator.ts";
import { checkFunctions } from "./check-functions.ts";
import { type AddCommand, type Global, type Outcome, run } from "./command.ts";
import { CliError, EXIT } from "./exit.ts";
import { many, style } from "./format.ts";
import { findStack, type Stack, stageFileOf } from "./stack.ts";

/** `imo-relay doctor` */
export const addDoctor: AddCommand = (program) => {
	program
		.command("doctor")
		.description("check everything that a stage rests on: stage file, nodes, tokens, lanes, permissions")
		.addHelpText(
			"after",
			"\nWith --stage-file, or before a stack is there, it looks from this machine; else the stack looks for itself.\n\nExamples:\n  imo-relay doctor\n  imo-relay doctor --stage-file my-stage.json\n  imo-relay doctor --stage prod",
		)
		.action(run<Global>(examineStage));
};

async function examineStage(options: Global): Promise<Outcome> {
	const stack = options.stage === "local" && options.stageFile ? undefined : stackHere(options);
	const file = stack?.stageFile ?? stageFileOf(options);
	const [config, findings] = readFindings(file);
	if (config) findings.push(...(await lookAround(config, file, stack)));
	return told(findings);
}

/** What the stack itself finds; where none answers, what can be seen from here. */
async function lookAround(stage: ReturnType<typeof parseStage>, file: string, stack: Stack | undefined) {
	if (!stack)
		return [
			...(await fromHere(stage, file)),
			notThere("no stack was asked", "`npm start`, or `npx serverless deploy`"),
		];
	try {
		const [examined, checked] = await Promise.all([stack.ask("examine", {}), checkFunctions(stack)]);
		return [...examined.findings, ...checked];
	} catch (error) {
		if (!(error instanceof CallError) || error.kind === "failed") throw error;
		return [...(await fromHere(stage, file)), notThere(error.message, "deploy it, or check credentials and region")];
	}
}

function stackHere(options: Global): Stack | undefined {
	try {
		return findStack(options);
	} catch (error) {
		if (error instanceof ConfigError || (error instanceof CliError && error.code === "no_stack")) return undefined;
		throw error;
	}
}

const notThere = (detail: string, remedy: string): Finding => ({
	check: "stack",
	subject: "permissions",
	status: "skip",
	detail: `not looked at: ${detail}`,
	remedy,
});

function readFindings(file: string): [ReturnType<typeof parseStage> | undefined, Finding[]] {
	try {
		const stage = parseStage(file);
		const detail = `${many(stage.chains.length, "chain")}, ${many(stage.tokens.length, "token")}, ${many(stage.lanes.length, "lane")}`;
		return [stage, [{ check: "config", subject: file, status: "pass", detail }]];
	} catch (error) {
		return [undefined, problemsOf(error, file, "correct the stage file: docs/stage-file.md")];
	}
}
function problemsOf(error: unknown, subject: string, remedy: string): Finding[] {
	if (!(error instanceof ConfigError)) throw error;
	return error.problems.map((problem) => {
		const detail = problem.startsWith(`${subject}: `) ? problem.slice(subject.length + 2) : problem;
		const isAway = / no (ssm|secretsmanager):/.test(detail);
		return { check: "config", subject, status: isAway ? "skip" : "fail", detail, remedy };
	});
}

/** Nodes, tokens and those lanes whose key is at hand. */
async function fromHere(stage: ReturnType<typeof parseStage>, file: string): Promise<Finding[]> {
	const [config, problems] = configHere(file);
	if (!config) return problems;
	const { ports, probeNodes } = wireLaptop(config);
	const isHere = ({ sender }: { sender: { kind: string } }): boolean => sender.kind !== "kms" && problems.length === 0;
	const away = stage.lanes
		.filter(({ sender }) => sender.kind === "kms")
		.map(
			({ id }): Finding => ({
				check: "lane",
				subject: `lane ${id}`,
				status: "skip",
				detail: "its key is in AWS KMS: the deployed stack looks at it",
				remedy: "deploy, fund the address that the deployment prints, and run doctor again",
			}),
		);
	return [...problems, ...(await examine({ ...ports, lanes: ports.lanes.filter(isHere) }, probeNodes)), ...away];
}

/** What can be read here; without the lanes' keys when some are not at hand, and then what is missing. */
function configHere(file: string): [Config | undefined, Finding[]] {
	const read = (signs: false | "addresses"): Config =>
		readConfig(undefined, { stageFile: file, signs, notifies: false });
	const missing = (error: unknown): Finding[] =>
		problemsOf(error, file, "set it in the environment; what AWS keeps the deployed stack looks at");
	try {
		return [read("addresses"), []];
	} catch (error) {
		try {
			return [read(false), missing(error)];
		} catch {
			return [undefined, missing(error)];
		}
	}
}

const marks = {
	pass: style("green", "pass"),
	warn: style("yellow", "warn"),
	fail: style("red", "fail"),
	skip: style("dim", "skip"),
};
function told(findings: Finding[]): Outcome {
	const bad = findings.filter(isBad).length;
	const lines = findings.flatMap(({ status, subject, detail, remedy }) => [
		`${marks[status]}  ${subject}: ${detail}`,
		...(remedy && status !== "pass" ? [`      ${style("dim", remedy)}`] : []),
	]);
	const verdict = bad === 0 ? style("green", "nothing is wrong") : style("red", `${many(bad, "thing")} to mend`);
	return { json: { ok: bad === 0, findings }, lines: [...lines, "", verdict], exit: bad === 0 ? EXIT.ok : EXIT.wrong };
}
