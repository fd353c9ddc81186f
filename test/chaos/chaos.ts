/**
 * `npm run chaos`: kills the real program while people talk to it, and prints what became of every
 * message.
 *
 * Environment: `KILLS` (default 100), `SEED` (default by the clock), `POSTGRES_TEST_URL` (a server on
 * which a database may be made: one gateway process and two workers instead of one process on SQLite),
 * `CHANNELS` (default 6).
 */
import { arch, cpus, totalmem } from "node:os";

import { runStorm } from "./storm.ts";
import { brokenPromises } from "./promises.ts";
import { withDatabase } from "./database.ts";

const kills = Number(process.env["KILLS"] ?? 100);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const server = process.env["POSTGRES_TEST_URL"];
const channels = Number(process.env["CHANNELS"] ?? 6);

console.log(`SEED=${seed} KILLS=${kills} on ${server === undefined ? "SQLite" : "PostgreSQL"}`);
console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
const storm = { seed, kills, channels, onProgress: (line: string) => console.log(line) };
const figures =
  server === undefined
    ? await runStorm(storm)
    : await withDatabase(server, (postgresUrl) => runStorm({ ...storm, postgresUrl }));
console.log(JSON.stringify(figures, undefined, 2));
const broken = brokenPromises(figures, channels);
for (const promise of broken) console.error(`BROKEN: ${promise}`);
process.exit(broken.length === 0 ? 0 : 1);
