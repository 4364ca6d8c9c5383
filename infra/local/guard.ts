// Runs a command that must not outlive its parent: `guard.ts COMMAND ARGS…`. The parent holds our standard input;
// when it dies, by whatever means, the pipe closes and the command is ended.
import { spawn } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
if (!command) {
	process.stderr.write("usage: guard.ts COMMAND ARGS…\n");
	process.exit(2);
}
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
const end = (): void => {
	child.kill("SIGTERM");
	setTimeout(() => child.kill("SIGKILL"), 2_000).unref();
};
process.stdin.on("end", end).on("close", end).on("error", end).resume();
// A terminal's Ctrl-C reaches the parent too, which closes the pipe in its own time.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", end);
child.on("error", (error) => {
	process.stderr.write(`${command}: ${error.message}\n`);
	process.exit(127);
});
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
