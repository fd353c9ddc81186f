import "dotenv/config";
import { flushCompileCache } from "node:module";
import { join } from "node:path";

import { type Config, readConfig } from "./config.ts";
import { ConfigError, OrchidError } from "./errors.ts";

/** The folder of the playground's own data, apart from a real bot's. */
const PLAYGROUND_DIR = "data/playground";

/** Exit code for settings that cannot be used: a supervisor need not try again. */
const EXIT_CONFIG = 78;

try {
  await main();
} catch (error) {
  // What a person can mend is said in plain words; anything else is a bug and shows where.
  if (error instanceof OrchidError) console.error(`${error.message}\n${error.hint}`);
  else console.error(error);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
}

async function main(): Promise<void> {
  const { config, problems } = readConfig(process.env);
  if (problems.length > 0) throw new ConfigError(problems);
  if (config.discordToken === undefined) await runPlayground(config);
  else await runBot(config, async () => {});
}

async function runPlayground(settings: Config): Promise<void> {
  // Loaded only when it is asked for: a real bot needs neither the stand-in nor its page.
  const { openPlayground } = await import("./playground/playground.ts");
  const playground = await openPlayground({
    port: settings.playgroundPort,
    dataDir: PLAYGROUND_DIR,
    needsModel: !settings.models.isGiven,
  });
  const { config, problems } = readConfig({
    DATABASE_URL: `sqlite:${PLAYGROUND_DIR}/orchid.sqlite`,
    // So that there is something to search and to read.
    FILE_FOLDERS: join(import.meta.dirname, "../docs"),
    ...process.env,
    ...playground.environment,
  });
  if (problems.length > 0) throw new ConfigError(problems);
  await runBot(config, () => playground.close());
  console.log(`\n  Orchid's playground: ${playground.url}\n`);
  if (playground.hasDemoModel) {
    console.log(
      "  A built-in demo model answers. Connect a real one with OPENAI_BASE_URL and OPENAI_MODEL in .env.",
    );
  }
  console.log("  For Discord itself, set DISCORD_TOKEN in .env. Ctrl-C ends.\n");
}

/** Runs the bot until a signal ends it, or until Discord no longer lets it in. */
async function runBot(config: Config, afterwards: () => Promise<void>): Promise<void> {
  let isStopping = false;
  const stop = async (exitCode: number): Promise<void> => {
    // A second signal leaves at once: what runs is on disk and goes on at the next start.
    if (isStopping) process.exit(1);
    isStopping = true;
    await app.stop();
    await afterwards();
    process.exit(exitCode);
  };
  const { createApp } = await import("./app.ts");
  const app = await createApp(config, (error) => {
    console.error(`${error.message}\n${error.hint}`);
    void stop(1);
  });
  process.on("SIGINT", () => void stop(0));
  process.on("SIGTERM", () => void stop(0));
  await app.start();
  // Not only at the end, which may be a crash: the next start is quick in any case.
  flushCompileCache();
}
