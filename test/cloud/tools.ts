import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
/** Tools that npm does not have; kept between runs. */
const CACHE = process.env.CLOUD_TOOLS ?? join(ROOT, ".data/cloud");
const EMULATOR = ["ministack==1.5.33", "cryptography"];
const DYNAMODB_LOCAL = "2.6.1";

export interface Tools {
	/** The emulator's command. */
	ministack: string;
	/** What starts DynamoDB Local, without its port. */
	dynamodbLocal: string[];
}
/** A tool of this machine that is not there. */
export class Missing extends Error {}

function run(command: string, args: string[], cwd = ROOT): void {
	const done = spawnSync(command, args, { cwd, encoding: "utf8" });
	if (done.error) throw new Missing(`${command} is not on this machine`);
	if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}\n${done.stdout}\n${done.stderr}`);
}

/** Installs what is missing: the AWS emulator from PyPI, DynamoDB Local from Maven Central. Throws Missing. */
export function tools(): Tools {
	mkdirSync(CACHE, { recursive: true });
	return { ministack: emulator(), dynamodbLocal: dynamodb() };
}

function emulator(): string {
	const venv = join(CACHE, "python");
	const command = join(venv, "bin/ministack");
	if (existsSync(join(venv, "ready"))) return command;
	run("python3", ["-m", "venv", venv]);
	run(join(venv, "bin/pip"), ["install", "--quiet", ...EMULATOR]);
	writeFileSync(join(venv, "ready"), EMULATOR.join("\n"));
	return command;
}

function dynamodb(): string[] {
	const folder = join(CACHE, `dynamodb-local-${DYNAMODB_LOCAL}`);
	run("java", ["-version"]);
	if (!existsSync(join(folder, "ready"))) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(
			join(folder, "pom.xml"),
			`<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies><dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${DYNAMODB_LOCAL}</version></dependency></dependencies></project>`,
		);
		run("mvn", ["--quiet", "--batch-mode", "dependency:copy-dependencies", "-DoutputDirectory=lib"], folder);
		writeFileSync(join(folder, "ready"), DYNAMODB_LOCAL);
	}
	const lib = join(folder, "lib");
	const main = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner";
	return ["java", `-Djava.library.path=${lib}`, "-cp", join(lib, "*"), main, "-inMemory", "-disableTelemetry", "-port"];
}
