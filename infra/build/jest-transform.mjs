import { transformSync } from "esbuild";

// Jest reads TypeScript through esbuild; types are checked apart, by `npm run check`.
export default {
	process: (source, path) => {
		const { code, map } = transformSync(source, {
			loader: "ts",
			format: "esm",
			target: "node24",
			sourcemap: "external",
			sourcefile: path,
		});
		return { code, map };
	},
};
