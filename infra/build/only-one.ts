import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
};
const LOOK_MS = 250;

/** Takes the place for this process until it ends; waits for another live one to end, and says so once. */
export async function onlyOne(place: string, onWait: () => void): Promise<void> {
	mkdirSync(dirname(place), { recursive: true });
	for (let waited = false; ; ) {
		try {
			writeFileSync(place, String(process.pid), { flag: "wx" });
			process.once("exit", () => rmSync(place, { force: true }));
			return;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
		const owner = ownerOf(place);
		if (owner === process.pid) return;
		if (owner !== undefined && !isAlive(owner)) {
			rmSync(place, { force: true }); // it was killed
			continue;
		}
		if (!waited) onWait();
		waited = true;
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
	}
}

/** undefined: it is being written, or just went. */
function ownerOf(place: string): number | undefined {
	try {
		return Number(readFileSync(place, "utf8")) || undefined;
	} catch {
		return undefined;
	}
}

/** A folder of this process, gone with it; those of processes that were killed are removed. */
export function ownFolder(prefix: string): string {
	const [folder, start] = [dirname(prefix), basename(prefix)];
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(folder)) {
		const pid = Number(name.slice(start.length));
		if (name.startsWith(start) && pid > 0 && !isAlive(pid))
			rmSync(join(folder, name), { recursive: true, force: true });
	}
	const own = `${prefix}${process.pid}`;
	process.once("exit", () => rmSync(own, { recursive: true, force: true }));
	return own;
}
