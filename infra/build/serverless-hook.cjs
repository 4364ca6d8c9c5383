// package, offline and deploy build through here: `custom.stageFile` decides which stage file travels along.
module.exports = class BuildHook {
	constructor(serverless, _options, { log }) {
		const stageFile = () => serverless.service.custom.stageFile;
		const bundle = async () => {
			const { bundleFunctions } = await import("./bundle.ts");
			const { onlyOne } = await import("./only-one.ts");
			// The zips lie in one place of the clone: a second package waits until the first process has ended.
			await onlyOne(".build/packaging", () => log.notice("another package is being made here: waiting for it"));
			await bundleFunctions(serverless.service.getAllFunctions(), stageFile());
		};
		// What runs here has bundles of its own: a package that is made meanwhile must not pull them away.
		const bundleApart = async () => {
			const { bundleFunctions } = await import("./bundle.ts");
			const { ownFolder } = await import("./only-one.ts");
			const out = ownFolder(".build/offline-");
			const names = serverless.service.getAllFunctions();
			for (const name of names) {
				const fn = serverless.service.getFunction(name);
				fn.handler = fn.handler.replace(/^\.build\/(?!offline-)/, `${out}/`);
			}
			await bundleFunctions(names, stageFile(), out);
		};
		const check = async () => {
			const { refuseLocalSecrets } = await import("../cloud/refuse-local-secrets.ts");
			refuseLocalSecrets(stageFile());
		};
		const tell = async () => {
			try {
				const { announce } = await import("../cloud/announce.ts");
				const aws = serverless.getProvider("aws");
				const name = `${serverless.service.service}-${aws.getStage()}`;
				for (const line of await announce(name, stageFile(), await aws.getAwsSdkV3Config())) log.notice(line);
			} catch (error) {
				log.warning(`deployed, but what it made can't be read: ${error.message}`);
			}
		};
		this.hooks = {
			"before:deploy:deploy": check,
			"before:package:createDeploymentArtifacts": bundle,
			"after:deploy:deploy": tell,
			"before:offline:start": bundleApart, // `serverless offline`
			"before:offline:start:init": bundleApart, // `serverless offline start`
		};
	}
};
