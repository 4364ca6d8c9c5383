// package, offline and deploy build through here: `custom.stageFile` decides which stage file travels along.
module.exports = class BuildHook {
	constructor(serverless, _options, { log }) {
		const stageFile = () => serverless.service.custom.stageFile;
		const bundle = async () => {
			const { bundleFunctions } = await import("./bundle.ts");
			await bundleFunctions(serverless.service.getAllFunctions(), stageFile());
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
			"before:offline:start": bundle, // `serverless offline`
			"before:offline:start:init": bundle, // `serverless offline start`
		};
	}
};
