// Loaded before the tool: its streams, which are pipes, take themselves for a terminal's. A real one takes a program (`script`)
// that not every machine has.
import { WriteStream } from "node:tty";

const { getColorDepth } = WriteStream.prototype;
process.stdin.isTTY = true;
for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { isTTY: true, getColorDepth });
