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
			const { announce } = await import("../cloud/announce.ts");
			const { parseStage } = await import("../../functions/config.ts");
			const aws = serverless.getProvider("aws");
			process.env.AWS_REGION ??= aws.getRegion();
			const name = `${serverless.service.service}-${aws.getStage()}`;
			const { Stacks } = await aws.request("CloudFormation", "describeStacks", { StackName: name });
			const outputs = Object.fromEntries(Stacks[0].Outputs.map((one) => [one.OutputKey, one.OutputValue]));
			const lines = await announce({ name, stage: parseStage(stageFile()) }, outputs);
			for (const line of ["", ...lines]) log.notice(line);
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
