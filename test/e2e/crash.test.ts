import { expect, test } from "@jest/globals";
import { figuresOf } from "../given/figures-of.ts";

test("forty workers killed at every step leave no claim lost, doubled or stuck", () => {
	const flags = ["--kills", "40", "--workers", "8", "--holders", "20", "--seed", "7"];
	const { found, status, output } = figuresOf("../crash/run.ts", flags);
	const kills = found["crash.kills"] ?? 0;
	expect(kills).toBeGreaterThanOrEqual(40); // several may die before the last is counted
	expect([found, output]).toEqual([
		{
			"crash.kills": kills,
			"crash.points-missed": 0,
			"crash.lost": 0,
			"crash.doubled": 0,
			"crash.jammed": 0,
			"crash.misread": 0,
			"crash.unarmed": 0,
		},
		output,
	]);
	expect(status).toBe(0);
}, 320_000);
