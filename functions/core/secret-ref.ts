import * as z from "zod/mini";

/** Where a secret is kept: the environment (the local stage alone), SSM Parameter Store, Secrets Manager. */
export const secretRef = z
	.string()
	.check(
		z.regex(
			/^(env:[A-Z][A-Z0-9_]*|ssm:\/[\w./-]+|secretsmanager:[\w/+=.@-]+(#\w+)?)$/,
			"secrets stand here by reference, as env:NAME, ssm:/NAME or secretsmanager:NAME#FIELD",
		),
	);
