import { wireClaims } from "../wire.ts";
import { http } from "./middleware/http.ts";
import { claimsRoutes } from "./routes/claims.ts";

const { ports, stageName } = await wireClaims();

export const handler = http(claimsRoutes(ports, stageName), ports.log);
