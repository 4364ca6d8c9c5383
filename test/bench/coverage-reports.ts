/** Of so many, so many were run. */
export type Part = readonly [hit: number, found: number];

export interface FileCoverage {
	path: string;
	lines: Part;
	branches: Part;
}

/** Each file of an lcov report, by path. */
export function filesIn(lcov: string): FileCoverage[] {
	return lcov
		.split("end_of_record")
		.filter((record) => record.includes("SF:"))
		.map((record) => {
			const field = (name: string): string => record.match(new RegExp(`^${name}:(.+)$`, "m"))?.[1] ?? "";
			const part = (kind: string): Part => [Number(field(`${kind}H`)), Number(field(`${kind}F`))];
			return { path: field("SF"), lines: part("L"), branches: part("BR") };
		})
		.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export interface Campaign {
	name: string;
	runs: number;
	calls: number;
	reverts: number;
}

/** The invariants that forge says it ran, with what it did. */
export function campaignsIn(output: string): Campaign[] {
	const suiteOrResult =
		/^Ran \d+ tests? for (\S+)|^\[PASS\] (invariant_\w+)\(\) \(runs: (\d+), calls: (\d+), reverts: (\d+)\)/gm;
	let suite = "";
	return [...output.matchAll(suiteOrResult)].flatMap(([, path, name, runs, calls, reverts]) => {
		suite = path?.split(":").at(-1) ?? suite;
		if (!name) return [];
		return { name: `${suite}.${name}`, runs: Number(runs), calls: Number(calls), reverts: Number(reverts) };
	});
}

/** The findings of high and medium impact in slither's JSON; throws when slither says that it failed. */
export function findingsIn(json: string): { check: string; description: string }[] {
	const { success, error, results } = JSON.parse(json) as {
		success: boolean;
		error: string | null;
		results: { detectors?: { check: string; impact: string; description: string }[] };
	};
	if (!success) throw new Error(`slither failed: ${error}`);
	return (results.detectors ?? []).filter(({ impact }) => impact === "High" || impact === "Medium");
}
