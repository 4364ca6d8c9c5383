// package, offline and deploy build through here: `custom.stageFile` decides which stage file travels along.
module.exports = class BuildHook {
	constructor(serverless) {
		const bundle = async () => {
			const { bundleFunctions } = await import("./bundle.ts");
			await bundleFunctions(serverless.service.getAllFunctions(), serverless.service.custom.stageFile);
		};
		this.hooks = {
			"before:package:createDeploymentArtifacts": bundle,
			"before:offline:start": bundle, // `serverless offline`
			"before:offline:start:init": bundle, // `serverless offline start`
		};
	}
};
