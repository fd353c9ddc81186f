/** `npm run backup -- FILE`: copies the SQLite database of DATABASE_URL, also while the bot runs. */
import "dotenv/config";

import { readConfig } from "../config.ts";
import { OrchidError } from "../errors.ts";
import { sqlitePath } from "../sqlite.ts";
import { backUp } from "./backup-file.ts";

const target = process.argv[2];
const { databaseUrl } = readConfig(process.env).config;
if (target === undefined || !databaseUrl.startsWith("sqlite:")) {
  console.error(
    target === undefined
      ? "Name the file to write: npm run backup -- orchid-backup.sqlite"
      : "DATABASE_URL is PostgreSQL: use pg_dump, see docs/operations.md.",
  );
  process.exit(1);
}
try {
  await backUp(sqlitePath(databaseUrl), target);
  console.log(`Written: ${target}`);
} catch (error) {
  console.error(error instanceof OrchidError ? `${error.message}\n${error.hint}` : error);
  process.exit(1);
}
