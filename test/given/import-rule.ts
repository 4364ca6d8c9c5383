import type { Import } from "./source.ts";

/** Where a file stands, from the more special folder to the more general. */
interface Layer {
	name: string;
	folder: RegExp;
	/** What it may import: paths of the project, and packages. */
	may: RegExp[];
	/** What it may import for its types alone. */
	types?: RegExp[];
}

const core = /^functions\/core\//;
const api = /^functions\/api\.ts$/;
const operatorApi = /^functions\/operator-api\.ts$/;
const app = /^functions\/app\//;
const wire = /^functions\/wire(-operator)?\.ts$/;
const config = /^functions\/config\.ts$/;
/** The stage file, read and checked; or as the build has checked it. */
const stageFile = /^functions\/(stage-file|checked-stage)\.ts$/;
const adapters = /^functions\/adapters\//;
const middleware = /^functions\/handlers\/middleware\//;
const routes = /^functions\/handlers\/routes\//;
const zod = /^zod(\/mini|\/locales)?$/;
const ethers = /^ethers$/;
const middy = /^@middy\//;
const node = /^node:/;
const anything = /^/;
/** What speaks AWS, or HTTP: no adapter needs a framework. */
const sdks = {
	chain: [ethers, zod],
	store: [ethers, zod, /^@aws-sdk\/(client-dynamodb|util-dynamodb)$/],
	sender: [
		ethers,
		zod,
		/^@aws-sdk\/client-kms$/,
		/^@noble\/curves\/secp256k1$/,
		/^@openzeppelin\/(relayer|defender)-sdk$/,
	],
	invoker: [/^@aws-sdk\/client-lambda$/],
	aws: [/^aws4$/, /^node:http$/, /^@aws-sdk\/client-dynamodb$/],
	secrets: [],
	files: [/^node:fs(\/promises)?$/, /^node:path$/],
	log: [/^node:(fs|module)$/],
	metrics: [/^@aws-lambda-powertools\/metrics$/],
	notifier: [zod, /^@aws-sdk\/client-sns$/, /^node:crypto$/],
};

/** docs/design.md, section 2. The first layer whose folder fits is a file's. */
export const layers: Layer[] = [
	{ name: "core", folder: core, may: [core, zod, ethers, /^cron-parser$/], types: [/^abitype$/] },
	{ name: "app", folder: app, may: [core, app] },
	...Object.entries(sdks).map(([name, packages]) => ({
		name: `adapters/${name}`,
		folder: new RegExp(`^functions/adapters/${name}/`),
		may: [core, adapters, ...packages],
	})),
	{ name: "adapters", folder: adapters, may: [core, adapters] },
	{
		name: "handlers",
		folder: /^functions\/handlers\//,
		may: [wire, api, operatorApi, app, core, middleware, routes, middy, zod],
		types: [/^aws-lambda$/],
	},
	{ name: "api", folder: api, may: [core, zod] },
	{ name: "operator-api", folder: operatorApi, may: [core, api, zod] },
	{ name: "config", folder: config, may: [core, zod, node] },
	{ name: "stage file", folder: stageFile, may: [core, config, node, stageFile] },
	{
		name: "wire",
		folder: wire,
		may: [core, adapters, app, config, stageFile, wire],
	},
	{
		name: "cli",
		folder: /^functions\/cli(\.ts$|\/)/,
		may: [
			wire,
			api,
			operatorApi,
			app,
			core,
			config,
			stageFile,
			node,
			zod,
			/^functions\/cli\//,
			/^commander$/,
			/^@inquirer\/prompts$/,
		],
	},
	{ name: "functions", folder: /^functions\//, may: [] },
	// Published, and built without dependencies: types alone cross over.
	{ name: "client", folder: /^client\//, may: [/^client\//], types: [/^functions\/core\/fault\.ts$/] },
	{
		name: "web",
		folder: /^web\//,
		may: [api, /^functions\/core\/typed-data\.ts$/, /^web\//, /^preact(\/hooks)?$/, /^@fontsource/],
		types: [zod],
	},
	{
		name: "infra/local",
		folder: /^infra\/local\//,
		may: [/^infra\//, core, config, stageFile, api, /^(?!functions\/|web\/|test\/)/],
	},
	{ name: "infra", folder: /^infra\//, may: [anything] },
];

/** The imports that the rule forbids, each as a line. */
export function violationsOf(imports: readonly Import[]): string[] {
	return imports.flatMap(({ from, to, typeOnly }) => {
		const layer = layers.find(({ folder }) => folder.test(from));
		const allowed = [...(layer?.may ?? []), ...(typeOnly ? (layer?.types ?? []) : [])];
		return allowed.some((one) => one.test(to)) ? [] : [`${from} (${layer?.name ?? "nowhere"}) imports ${to}`];
	});
}
