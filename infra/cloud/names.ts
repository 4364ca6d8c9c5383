import type { Stage } from "../../functions/core/stage.ts";

/** A stack as its resources need to know it. */
export interface Stack {
	/** `SERVICE-STAGE`, what everything is named after. */
	name: string;
	stage: Stage;
}
/** A piece of a CloudFormation template. */
export type Cfn = Record<string, unknown>;
/** A resource of a template, by its logical id. */
export type Resources = Record<string, Cfn>;

// CloudFormation's own names, for Fn::Sub.
export const PARTITION = `\${AWS::Partition}`;
export const REGION = `\${AWS::Region}`;
export const ACCOUNT = `\${AWS::AccountId}`;

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const arnOf = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
export const sub = (text: string) => ({ "Fn::Sub": text });

/** `sepolia-1` -> `Sepolia1`, as logical ids are written; so is `sepolia1`: refuse-same-ids.ts lets only one of them in. */
export const pascal = (text: string): string =>
	text
		.split(/[^a-zA-Z0-9]+/)
		.map((part) => part.charAt(0).toUpperCase() + part.slice(1))
		.join("");

/** Logical ids as the framework gives them. */
export const functionId = (name: string): string => `${pascal(name)}LambdaFunction`;
export const roleId = (name: string): string => `${pascal(name)}Role`;
export const laneKeyId = (lane: string): string => `LaneKey${pascal(lane)}`;
/** What a lane's own key is called in KMS; functions/config.ts says the same. */
export const laneAlias = (stack: string, lane: string): string => `alias/${stack}-${lane}`;
/** A function's ARN by its name: its resource can't be named where that would go round in a circle. */
export const functionArn = (stack: string, name: string) =>
	sub(`arn:${PARTITION}:lambda:${REGION}:${ACCOUNT}:function:${stack}-${name}`);
