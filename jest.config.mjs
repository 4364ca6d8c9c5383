const base = {
	extensionsToTreatAsEsm: [".ts"],
	transform: { "\\.ts$": "<rootDir>/infra/build/jest-transform.mjs" },
	testEnvironment: "node",
};
const project = (displayName, testMatch) => ({ ...base, displayName, testMatch });

export default {
	projects: [
		project("unit", ["<rootDir>/test/unit/**/*.test.ts", "<rootDir>/test/architecture.test.ts"]),
		project("ports", ["<rootDir>/test/ports/**/*.test.ts"]),
		project("integration", ["<rootDir>/test/integration/**/*.test.ts"]),
		// Run by test/cloud/run.ts, which deploys the stack first.
		project("cloud", ["<rootDir>/test/cloud/**/*.test.ts", "<rootDir>/test/e2e/api.test.ts"]),
		project("e2e", ["<rootDir>/test/e2e/**/*.test.ts"]),
	],
};
