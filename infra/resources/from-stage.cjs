// The part of the template that follows from the stage file: infra/cloud/resources.ts.
module.exports = async ({ resolveVariable }) => {
	const [stageFile, service, stageName] = await Promise.all(
		["self:custom.stageFile", "self:service", "sls:stage"].map(resolveVariable),
	);
	const { parseStage } = await import("../../functions/stage-file.ts");
	const { stageResources } = await import("../cloud/resources.ts");
	return stageResources({ name: `${service}-${stageName}`, stage: parseStage(stageFile) });
};
