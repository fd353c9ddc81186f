/**
 * `npm run migrate-to-postgres -- postgres://…`: carries everything from the SQLite database of
 * DATABASE_URL to PostgreSQL. Stop the bot first; afterwards set DATABASE_URL to the new address.
 */
import "dotenv/config";

import { readConfig } from "../config.ts";
import { OrchidError } from "../errors.ts";
import { sqlitePath } from "../sqlite.ts";
import { importFromSqlite } from "../tasks/postgres-import.ts";
import { createRedact } from "../text/redact.ts";

const target = process.argv[2] ?? "";
const { config } = readConfig({ ...process.env, MIGRATION_TARGET_URL: target });
const redact = createRedact(config.secrets);
if (!/^postgres(ql)?:\/\//.test(target) || !config.databaseUrl.startsWith("sqlite:")) {
  console.error(
    "Keep DATABASE_URL=sqlite:… and name the target: npm run migrate-to-postgres -- postgres://…",
  );
  process.exit(1);
}
const log = {
  debug() {},
  info() {},
  warn: (event: string) => console.warn(event),
  error: (event: string) => console.error(event),
};
try {
  const { tasks, unfinishedTasks, entries } = await importFromSqlite(
    sqlitePath(config.databaseUrl),
    target,
    log,
  );
  console.log(
    `Carried over: ${tasks} tasks (${unfinishedTasks} unfinished), ${entries} sessions and settings.`,
  );
  console.log("Now set DATABASE_URL to the new address and start the bot.");
} catch (error) {
  const text = error instanceof OrchidError ? `${error.message}\n${error.hint}` : String(error);
  console.error(redact(text));
  process.exit(1);
}
