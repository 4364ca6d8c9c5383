import { wireOperator } from "../wire-operator.ts";
import { operate } from "./middleware/operate.ts";
import { operatorWork } from "./routes/operator.ts";

const { ports, stageName, probeNodes } = await wireOperator();

export const handler = operate(operatorWork(ports, stageName, probeNodes), ports.log);
