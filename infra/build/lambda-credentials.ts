import { fromEnv } from "@aws-sdk/credential-provider-env";

/** What stands in a bundle for the SDK's chain of credential providers: Lambda puts the role's keys in the environment. */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
