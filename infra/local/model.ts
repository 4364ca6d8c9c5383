import { Contract, type InterfaceAbi, type NonceManager } from "ethers";
import { mined } from "../../contracts/script/mined.ts";
import { modelOracleAbi } from "../../functions/core/abi/model-oracle.ts";
import { type Deployed, INFERENCE_FEE_WEI } from "./deploy.ts";

/** A model that is used: `earn` pays for inferences, `deliver` moves what they brought to the token. */
export function earningModel({ oracle, modelId }: Deployed, signer: NonceManager) {
	const model = new Contract(oracle, modelOracleAbi as unknown as InterfaceAbi, signer);
	return {
		earn: async (inferences: number): Promise<void> => {
			for (let turn = 0; turn < inferences; turn++)
				await model.getFunction("requestInference")(modelId, new TextEncoder().encode(`prompt ${turn}`), {
					value: INFERENCE_FEE_WEI,
				});
		},
		deliver: async (): Promise<void> => {
			await mined(await model.getFunction("claimModelRevenue")(modelId, { gasLimit: 200_000 }));
		},
	};
}
