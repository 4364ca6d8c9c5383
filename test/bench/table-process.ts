// A table in a process of its own, so that a benchmark does not measure it together with the service: PORT TABLE_NAME.
import { startTable } from "../../infra/local/table.ts";

const [port, tableName] = process.argv.slice(2);
await startTable(Number(port), String(tableName));
