import { expect, test } from "@jest/globals";
import { figuresOf } from "../given/figures-of.ts";

test("days of three tokens on two chains, with dying functions, lying nodes and undone blocks, leave tables and chains alike", () => {
	const { found, status, output } = figuresOf("../soak/run.ts", ["--days", "0.5", "--seed", "3"]);
	expect([found, output]).toMatchObject([
		{
			"soak.lost": 0,
			"soak.doubled": 0,
			"soak.jammed": 0,
			"soak.missed-snapshots": 0,
			"soak.ledger-difference-wei": 0,
		},
		output,
	]);
	expect([status, output]).toEqual([0, output]);
}, 320_000);
